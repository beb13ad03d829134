#!/bin/sh
# Brings fonts, icons and htmx from npm into third_party/, which the program embeds and git ignores.
# Without them the program runs too: words without icons, system fonts, whole-page reloads, letters as HTML print.
# Usage: scripts/third_party.sh            bring what is missing or out of date
#        scripts/third_party.sh --force    bring everything again
set -eu
cd "$(dirname "$0")/.."

out=third_party
work=.cache/npm
wanted=$(cat package-lock.json internal/site/icons.txt "$0" | cksum | cut -d' ' -f1)
if [ "${1:-}" != --force ] && [ "$(cat $out/.version 2>/dev/null || true)" = "$wanted" ]; then
	exit 0
fi
if ! command -v npm >/dev/null 2>&1; then
	echo "third_party: npm is not installed (Debian: apt-get install npm); going on with words only" >&2
	exit 0
fi

mkdir -p $work $out/fonts $out/licences
cp package.json package-lock.json $work/
(cd $work && npm ci --ignore-scripts --no-audit --no-fund --silent) || {
	echo "third_party: npm could not fetch the packages; going on with words only" >&2
	exit 0
}
mods=$work/node_modules

cp $mods/htmx.org/dist/htmx.min.js $out/
for weight in 500 600 700; do
	cp $mods/@fontsource/barlow-semi-condensed/files/barlow-semi-condensed-latin-$weight-normal.woff2 $out/fonts/
done
# Static TrueType for PDF letters; the web pages use the reader's own Chinese fonts.
cp $mods/@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf $out/fonts/
cp $mods/@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf $out/fonts/
cp $mods/@expo-google-fonts/noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf $out/fonts/

# One sprite of the icons that templates may name (internal/site/icons.txt).
{
	echo '<svg xmlns="http://www.w3.org/2000/svg">'
	while read -r name; do
		printf '<symbol id="i-%s" viewBox="0 0 24 24">' "$name"
		grep -E '^ *<(path|circle|rect|line|polyline)' $mods/@tabler/icons/icons/outline/"$name".svg |
			grep -v 'M0 0h24v24H0z' | tr -d '\n' | sed 's/  */ /g; s/^ //'
		echo '</symbol>'
	done <internal/site/icons.txt
	echo '</svg>'
} >$out/icons.svg.part
mv $out/icons.svg.part $out/icons.svg

cp $mods/htmx.org/LICENSE $out/licences/htmx.txt
cp $mods/@fontsource/barlow-semi-condensed/LICENSE $out/licences/barlow-semi-condensed.txt
cp $mods/@expo-google-fonts/noto-sans-sc/LICENSE_FONT $out/licences/noto-sans-sc.txt
cp $mods/@expo-google-fonts/noto-serif-sc/LICENSE_FONT $out/licences/noto-serif-sc.txt
cp $mods/@tabler/icons/LICENSE $out/licences/tabler-icons.txt

echo "$wanted" >$out/.version
echo "third_party: htmx, fonts and $(wc -l <internal/site/icons.txt) icons are in place"
