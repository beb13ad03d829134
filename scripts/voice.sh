#!/bin/sh
# Speaks the clips for calls on the hall display into third_party/voice/{zh,en}/, which the program embeds and git ignores.
# A call is put together from them digit by digit (docs/ops.md, Voice, lists the names). Without espeak-ng nothing is made, and the display
# has its chime and its words only; a hall's own recordings of the same names win in any case.
# Usage: scripts/voice.sh    exit 3: espeak-ng is absent or cannot speak, nothing was made
set -eu
cd "$(dirname "$0")/.."

out=third_party/voice
part=$out.part
loud() {
	echo "************************************************************************" >&2
	echo "voice: $1" >&2
	echo "voice: calls on the hall display will have a chime and words, NO SPEECH" >&2
	echo "voice: Debian: apt-get install espeak-ng opus-tools, then make voice" >&2
	echo "************************************************************************" >&2
	rm -rf $part
	exit 3
}
command -v espeak-ng >/dev/null 2>&1 || loud "espeak-ng is not installed"

rm -rf $part
mkdir -p $part/zh $part/en

# say LANG NAME WORDS: one clip. Mandarin is written in pinyin, because the voice for characters is not in every version of espeak-ng.
say() {
	case $1 in
	zh) voice=cmn-latn-pinyin speed=150 ;;
	en) voice=en-us speed=140 ;;
	esac
	espeak-ng -z -v $voice -s $speed -w "$part/$1/$2.wav" "$3" || loud "espeak-ng cannot speak $voice"
	[ -s "$part/$1/$2.wav" ] || loud "espeak-ng made no sound for $1/$2"
}

n=0 # digits one by one; 1 is yao, as on the telephone, so that nobody hears it as 7
for word in ling2 yao1 er4 san1 si4 wu3 liu4 qi1 ba1 jiu3; do say zh $n "$word"; n=$((n + 1)); done
n=0
for word in zero one two three four five six seven eight nine; do say en $n "$word"; n=$((n + 1)); done
for letter in a b c d e f g h i j k l m n o p q r s t u v w x y z; do
	capital=$(printf %s "$letter" | tr a-z A-Z)
	say zh "$letter" "$capital."
	say en "$letter" "$capital."
done
say zh please qing3
say zh number hao4
say zh to dao4
say zh window "chuang1kou3"
say en number number
say en to "please go to"
say en window window

# A tenth of the size when opus-tools is there; the wave files are as good otherwise.
if command -v opusenc >/dev/null 2>&1; then
	for f in $part/*/*.wav; do
		opusenc --quiet --discard-comments --bitrate 24 "$f" "${f%.wav}.opus" && rm "$f" || rm -f "${f%.wav}.opus"
	done
fi
rm -rf $out
mv $part $out
echo "voice: $(ls $out/*/* | wc -l) clips, $(du -sk $out | cut -f1) kB, are in place"
