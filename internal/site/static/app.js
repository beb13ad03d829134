// The hall's own script: plain, no build, and every page is complete without it.
// It adds: ticking clocks, the keyboard map of the consoles, live nudges (one stream a browser), dialogs, drafts,
// the kiosk time-out, sound on displays. Words come from data attributes, never from here.
(() => {
  'use strict';
  const body = document.body, html = document.documentElement;
  const $ = (sel, root = document) => root.querySelector(sel);
  const $$ = (sel, root = document) => [...root.querySelectorAll(sel)];
  const fill = (words, pairs) => words.replace(/\{(\w+)\}/g, (all, k) => pairs[k] ?? all);
  const editable = el => !!el && el.matches('input:not([type=radio],[type=checkbox],[type=button],[type=submit]), textarea, select, [contenteditable=true]');

  // --- clocks: they tick from the server's time, whatever the device believes -------------------------------------
  const skew = Number(body.dataset.now || Date.now()) - Date.now();
  const now = () => Date.now() + skew;
  const two = n => String(n).padStart(2, '0');
  const run = ms => {
    const s = Math.max(0, Math.floor(ms / 1000));
    return s >= 3600 ? `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}` : `${Math.floor(s / 60)}:${two(s % 60)}`;
  };
  const put = (el, words) => { if (el.textContent !== words) el.textContent = words; };
  function tick() {
    const t = now(), beijing = new Date(t + 8 * 3600e3);
    for (const el of $$('[data-clock]')) put(el, `${two(beijing.getUTCHours())}:${two(beijing.getUTCMinutes())}`);
    for (const el of $$('[data-since]')) {
      const ms = t - Number(el.dataset.since);
      put(el, el.dataset.unit === 'min' ? String(Math.max(0, Math.floor(ms / 60000))) : run(ms));
      if (el.dataset.warnAfter) el.classList.toggle('is-long', ms > Number(el.dataset.warnAfter) * 1000);
    }
    for (const el of $$('[data-due]')) put(el, run(Number(el.dataset.due) - t));
  }
  setInterval(tick, 1000);
  tick();

  // --- live: a nudge names a topic, the elements that listen to it fetch themselves again -------------------------
  // <div id="queue" hx-get="…" hx-trigger="live:desk:hall1 from:body" hx-swap="outerHTML" data-live="desk:hall1">
  const topics = (body.dataset.topics || '').split(',').filter(Boolean);
  const listeners = topic => $$('[data-live], [hx-trigger*="live:"]').filter(el => {
    const wanted = (el.dataset.live || '').split(/[\s,]+/).concat((el.getAttribute('hx-trigger') || '').match(/live:[^\s,]+/g) || []);
    return wanted.some(w => w.replace(/^live:/, '') === topic);
  });
  function nudge(topic) {
    body.dispatchEvent(new CustomEvent('live:' + topic, { bubbles: true }));
    if (!window.htmx) listeners(topic).forEach(refetch);
  }
  // Without htmx (a bare clone) the fragment is fetched and put in place here.
  async function refetch(el) {
    const url = el.getAttribute('hx-get');
    if (!url) return;
    if (holdsFocus(el)) return markStale(el);
    const res = await fetch(url, { headers: { 'HX-Request': 'true' } }).catch(() => null);
    if (!res || !res.ok) return;
    const t = document.createElement('template');
    t.innerHTML = await res.text();
    if ((el.getAttribute('hx-swap') || '').startsWith('outerHTML')) el.replaceWith(t.content); else el.replaceChildren(t.content);
    afterSwap();
  }

  // A fragment is never swapped under the caret. A focused button or link may be swapped when its twin is in the new fragment.
  function holdsFocus(el) {
    const f = document.activeElement;
    return f && f !== body && el.contains(f) && (editable(f) || f.matches('[type=radio],[type=checkbox]') || !!el.querySelector('details[open], dialog[open]'));
  }
  function markStale(el) {
    if (el.dataset.stale !== undefined) return;
    el.dataset.stale = '';
    const b = document.createElement('button');
    b.type = 'button';
    b.className = 'btn btn-sm stale';
    b.textContent = body.dataset.staleWord;
    const go = () => { delete el.dataset.stale; b.remove(); window.htmx ? htmx.trigger(el, 'refresh') : refetch(el); };
    b.addEventListener('click', () => { document.activeElement.blur(); go(); });
    el.prepend(b);
    el.addEventListener('focusout', () => setTimeout(() => { if (b.isConnected && !holdsFocus(el)) go(); }, 250));
  }
  let focusTwin = null;
  const twin = el => el.id ? '#' + CSS.escape(el.id) : el.dataset.key ? `[data-key="${CSS.escape(el.dataset.key)}"]` : el.getAttribute('href') ? `a[href="${CSS.escape(el.getAttribute('href'))}"]` : null;
  body.addEventListener('htmx:beforeRequest', e => {
    const from = e.detail.requestConfig.triggeringEvent;
    const live = from && String(from.type).startsWith('live:');
    if (live && holdsFocus(e.detail.target)) { e.preventDefault(); markStale(e.detail.target); }
  });
  body.addEventListener('htmx:beforeSwap', e => {
    const target = e.detail.target, f = document.activeElement;
    if (target.contains(f) && f !== body) focusTwin = twin(f);
    const rest = Number(target.dataset.minShow || 0) * 1000 - (Date.now() - shownSince);
    if (target.dataset.minShow && rest > 0 && callIds(target).length) {
      e.detail.shouldSwap = false; // a call stays at least its time; then the newest state comes
      setTimeout(() => htmx.trigger(target, 'refresh'), rest);
    }
  });
  body.addEventListener('htmx:afterSettle', afterSwap);
  function afterSwap() {
    if (focusTwin) { const el = $(focusTwin); if (el) el.focus({ preventScroll: true }); focusTwin = null; }
    upgradeAsks();
    announceCalls();
    tick();
  }

  // One stream a browser: the tab that holds the lock owns the EventSource and tells the others.
  const bus = 'BroadcastChannel' in window ? new BroadcastChannel('yc-live') : null;
  const me = Math.random().toString(36).slice(2);
  const wants = new Map([[me, topics]]);
  let stream = null, streamTopics = '', leader = false, downSince = 0, everUp = false, retry = 1000;
  const all = () => [...new Set([...wants.values()].flat())].sort();
  const tell = msg => bus && bus.postMessage({ ...msg, from: me });
  function heard(topic) { if (topics.includes(topic)) nudge(topic); }
  function state(up) {
    if (up) { downSince = 0; if (everUp === 'was') topics.forEach(nudge); everUp = true; }
    else if (!downSince) { downSince = Date.now(); if (everUp) everUp = 'was'; }
    showState();
  }
  function showState() {
    const secs = downSince ? Math.floor((Date.now() - downSince) / 1000) : 0;
    for (const el of $$('[data-live-status]')) {
      el.classList.remove('live-wait');
      el.classList.toggle('live-off', !!downSince);
      put(el, downSince ? fill(el.dataset.off, { n: secs }) : el.dataset.on);
    }
    for (const el of $$('[data-offline]')) el.hidden = !(downSince && secs >= 10);
  }
  function open() {
    const list = all().join(',');
    if (!list || (stream && list === streamTopics && stream.readyState !== 2)) return;
    if (stream) stream.close();
    streamTopics = list;
    const s = stream = new EventSource('/live?topics=' + encodeURIComponent(list));
    const take = e => { for (const t of String(e.data).split(/[\s,]+/)) if (t) { heard(t); tell({ type: 'nudge', topic: t }); } };
    s.addEventListener('message', take);
    s.addEventListener('nudge', take);
    s.addEventListener('open', () => { retry = 1000; state(true); tell({ type: 'up' }); });
    s.addEventListener('error', () => {
      if (s !== stream) return;
      state(false);
      tell({ type: 'down' });
      if (s.readyState === 2) { setTimeout(open, retry); retry = Math.min(retry * 2, 15000); }
    });
  }
  function lead() { leader = true; tell({ type: 'who' }); open(); }
  if (bus) bus.onmessage = ({ data: m }) => {
    if (m.type === 'nudge') heard(m.topic);
    if (m.type === 'up' && !leader) state(true);
    if (m.type === 'down' && !leader) state(false);
    if (m.type === 'who') tell({ type: 'want', topics });
    if (m.type === 'want') { wants.set(m.from, m.topics); if (leader) { open(); tell({ type: downSince ? 'down' : 'up' }); } }
    if (m.type === 'bye') wants.delete(m.from);
  };
  if (topics.length) {
    tell({ type: 'want', topics });
    if (bus && navigator.locks) navigator.locks.request('yc-live', () => new Promise(() => lead())); else lead();
    addEventListener('pagehide', () => { tell({ type: 'bye' }); if (stream) stream.close(); });
    addEventListener('pageshow', e => { if (e.persisted) location.reload(); });
    setInterval(() => { if (downSince) showState(); }, 1000);
    // Polling takes over while the stream is down.
    setInterval(() => { if (downSince && Date.now() - downSince > 10000) topics.forEach(nudge); }, 15000);
  }

  // --- dialogs: a <details data-ask> opens as a modal; without script it unfolds in place ------------------------
  function openAsk(details) {
    const form = $('form', details);
    if (!form) return;
    const d = document.createElement('dialog');
    d.className = 'ask-modal';
    const close = $('[data-close]', form);
    if (close) { close.hidden = false; close.onclick = () => d.close(); }
    d.append(form);
    body.append(d);
    d.addEventListener('close', () => { details.append(form); details.open = false; d.remove(); const s = $('summary', details); if (s) s.focus(); });
    d.showModal();
    const first = $('[aria-invalid=true], [data-focus], input:not([type=hidden]), select, textarea', form);
    if (first) first.focus();
  }
  function upgradeAsks() {
    for (const details of $$('details[data-ask]:not([data-ready])')) {
      details.dataset.ready = '';
      $('summary', details).addEventListener('click', e => { e.preventDefault(); if (e.currentTarget.getAttribute('aria-disabled') !== 'true') openAsk(details); });
      if (details.open) { details.open = false; openAsk(details); }
    }
  }
  upgradeAsks();
  body.addEventListener('click', e => { const b = e.target.closest('dialog [data-close]'); if (b) b.closest('dialog').close(); });
  body.addEventListener('click', e => { if (e.target.closest('[aria-disabled=true]')) e.preventDefault(); });
  body.addEventListener('submit', e => { // one press, one act: a second press of the same form is dropped
    if (e.target.dataset.sent) return e.preventDefault();
    if (e.target.method === 'post') { e.target.dataset.sent = '1'; setTimeout(() => delete e.target.dataset.sent, 3000); }
  });
  document.addEventListener('click', e => { for (const d of $$('details.who[open]')) if (!d.contains(e.target)) d.open = false; });

  // --- keyboard of the consoles ------------------------------------------------------------------------------
  const lettersOn = () => localStorage.getItem('yc-letters') !== 'off';
  const keyName = e => (e.altKey ? 'Alt+' : '') + (e.key.length === 1 ? e.key.toUpperCase() : e.key);
  const usable = el => el.getClientRects().length > 0 && !el.disabled && el.getAttribute('aria-disabled') !== 'true';
  const rows = () => $$('[data-row]').filter(r => r.getClientRects().length > 0);
  const current = () => $('[data-row].is-now') || null;
  function select(row) {
    for (const r of $$('[data-row].is-now')) r.classList.remove('is-now');
    row.classList.add('is-now');
    row.scrollIntoView({ block: 'nearest' });
    const radio = $('input[type=radio]:checked', row) || $('input[type=radio]', row);
    if (radio) radio.focus({ preventScroll: true });
  }
  function step(by) {
    const list = rows();
    if (!list.length) return false;
    select(list[Math.max(0, Math.min(list.length - 1, list.indexOf(current()) + by))] || list[0]);
    return true;
  }
  function answer(n) {
    const row = current() || rows()[0];
    const radio = row && $$('input[type=radio]', row)[n - 1];
    if (!radio || radio.disabled) return false;
    select(row);
    radio.checked = true;
    radio.dispatchEvent(new Event('change', { bubbles: true }));
    return true;
  }
  function act(key) {
    const el = $$('[data-key]').find(x => x.dataset.key.toUpperCase() === key.toUpperCase() && usable(x));
    if (!el) return false;
    if (editable(el)) { el.focus(); el.select && el.select(); } else el.click();
    return true;
  }
  function help() {
    const d = $('#key-help');
    if (!d) return false;
    $('[data-key-list]', d).replaceChildren(...$$('[data-key]').filter(usable).flatMap(el => {
      const dt = document.createElement('dt'), dd = document.createElement('dd'), k = document.createElement('kbd');
      k.className = 'kbd';
      k.textContent = el.dataset.key;
      dt.append(k);
      dd.textContent = el.getAttribute('aria-label') || [...el.childNodes].filter(n => !(n.classList && n.classList.contains('kbd'))).map(n => n.textContent).join('').trim();
      return [dt, dd];
    }));
    const box = $('[data-key-letters]', d);
    box.checked = lettersOn();
    box.onchange = () => localStorage.setItem('yc-letters', box.checked ? 'on' : 'off');
    d.showModal();
    return true;
  }
  let scan = '', lastKey = 0;
  // A scanner types fast digits and Enter, wherever the focus is.
  function scanned(e) {
    const quick = e.timeStamp - lastKey < 40;
    lastKey = e.timeStamp;
    if (e.key === 'Enter' && quick && scan.length >= 4) {
      const form = $('form[data-scan]');
      if (form && !form.contains(document.activeElement)) { $('input[type=search]', form).value = scan; scan = ''; form.requestSubmit(); return true; }
    }
    scan = e.key.length === 1 && /[0-9A-Za-z-]/.test(e.key) ? (quick ? scan : '') + e.key : '';
    return false;
  }
  if (body.hasAttribute('data-console')) document.addEventListener('keydown', e => {
    if (e.isComposing || e.ctrlKey || e.metaKey) return;
    if (scanned(e)) return e.preventDefault();
    const key = keyName(e), f = document.activeElement, typing = editable(f);
    if ($('dialog[open]')) { if (/^F\d+$/.test(e.key)) e.preventDefault(); return; }
    if (/^F\d+$/.test(e.key) || e.altKey) { if (act(key)) e.preventDefault(); return; }
    if (e.key === 'Escape') { if (typing || f !== body) f.blur(); const home = $('[data-home]'); if (home) home.focus(); return; }
    if (typing) return;
    if (e.key === 'ArrowDown' || e.key === 'ArrowUp') { if (step(e.key === 'ArrowDown' ? 1 : -1)) e.preventDefault(); return; }
    if (!lettersOn()) return;
    if (e.key === '/') { if (act('/')) e.preventDefault(); return; }
    if (e.key === '?' || e.key === '？') { if (help()) e.preventDefault(); return; }
    if (/^[1-9]$/.test(e.key) && rows().length) { if (answer(Number(e.key))) e.preventDefault(); return; }
    if (e.key.length === 1 && act(key)) e.preventDefault();
  });
  // The answer of a row may ask for a line on how to fix it: [data-fix-for="missing wrong"] inside the row.
  function showFix(row) {
    const radio = $('input[type=radio]:checked', row);
    for (const el of $$('[data-fix-for]', row)) el.hidden = !radio || !el.dataset.fixFor.split(' ').includes(radio.value);
  }
  body.addEventListener('change', e => { const row = e.target.closest('[data-row]'); if (row) { showFix(row); select(row); } });
  $$('[data-row]').forEach(showFix);

  // --- drafts: what was typed survives a lost connection or a reload, on this device only -------------------------
  for (const form of $$('form[data-draft]')) {
    const key = 'yc-draft:' + form.dataset.draft;
    const skip = el => !el.name || el.type === 'password' || el.type === 'hidden' || el.type === 'file' || el.hasAttribute('data-no-draft');
    try {
      for (const [name, value] of JSON.parse(sessionStorage.getItem(key) || '[]')) for (const el of form.elements) {
        if (el.name !== name || skip(el)) continue;
        if (el.type === 'radio' || el.type === 'checkbox') { if (el.value === value && !form.querySelector('.has-error')) el.checked = true; }
        else if (!el.value) el.value = value;
      }
    } catch { sessionStorage.removeItem(key); }
    form.addEventListener('input', () => {
      const kept = [...form.elements].filter(el => !skip(el) && (!/radio|checkbox/.test(el.type) || el.checked)).map(el => [el.name, el.value]);
      try { sessionStorage.setItem(key, JSON.stringify(kept)); } catch { return; }
      const said = $('[data-draft-said]');
      const b = new Date(now() + 8 * 3600e3);
      if (said) put(said, fill(body.dataset.draftWord, { time: [b.getUTCHours(), b.getUTCMinutes(), b.getUTCSeconds()].map(two).join(':') }));
    });
    form.addEventListener('submit', async e => { // while the stream is down the server is asked first, so a lost line loses nothing
      if (!downSince || form.dataset.sure) return sessionStorage.removeItem(key);
      e.preventDefault();
      const up = await fetch('/healthz', { cache: 'no-store' }).then(r => r.ok, () => false);
      delete form.dataset.sent;
      if (!up) { for (const el of $$('[data-offline]')) el.hidden = false; return; }
      form.dataset.sure = '1';
      form.requestSubmit(e.submitter);
    });
  }

  // --- kiosk: back to the first page when nobody touches the screen; always extendable ----------------------------
  const foot = $('[data-timeout]');
  if (foot) {
    const whole = Number(foot.dataset.timeout);
    let left = whole;
    const bar = $('[data-timeout-bar]', foot), words = $('[data-timeout-words]', foot), more = $('[data-timeout-more]', foot);
    more.hidden = false;
    more.addEventListener('click', () => { left = whole; show(); });
    for (const ev of ['pointerdown', 'keydown']) addEventListener(ev, () => { left = Math.max(left, Math.ceil(whole / 2)); });
    const show = () => {
      bar.className = 'p-' + Math.max(0, Math.min(100, Math.round(left / whole * 20) * 5));
      words.textContent = fill(words.dataset.timeoutWords, { n: left });
    };
    setInterval(() => { left -= 1; show(); if (left <= 0) { sessionStorage.clear(); location.replace(foot.dataset.home); } }, 1000);
  }

  // --- sound on displays: chime, then what is said (data-clips="/voice/zh/a?… /voice/zh/0?… | /voice/en/…"); the server chose the
  // clips and their order. One call after the other, never two at once. Silence never hides the text.
  let audio = null, loud = false, shownSince = 0, queue = Promise.resolve();
  const heardCalls = new Set(), clips = new Map();
  const callIds = root => $$('[data-call]', root).map(el => el.dataset.call);
  const wait = ms => new Promise(r => setTimeout(r, ms));
  async function chime() {
    for (const [i, hz] of [659, 523].entries()) {
      const o = audio.createOscillator(), g = audio.createGain(), t = audio.currentTime + i * 0.35;
      o.frequency.value = hz;
      g.gain.setValueAtTime(0.0001, t);
      g.gain.exponentialRampToValueAtTime(0.3, t + 0.03);
      g.gain.exponentialRampToValueAtTime(0.0001, t + 0.6);
      o.connect(g).connect(audio.destination);
      o.start(t);
      o.stop(t + 0.65);
    }
    await wait(1000);
  }
  // A clip, decoded, with the stretch of it that is not silent: [sound, from, seconds].
  const clip = url => {
    if (!clips.has(url)) clips.set(url, fetch(url).then(r => r.ok ? r.arrayBuffer() : Promise.reject(r.status)).then(raw => audio.decodeAudioData(raw)).then(sound => {
      const wave = sound.getChannelData(0);
      let from = 0, to = wave.length;
      while (from < to && Math.abs(wave[from]) < 0.01) from++;
      while (to > from && Math.abs(wave[to - 1]) < 0.01) to--;
      return [sound, from / sound.sampleRate, (to - from) / sound.sampleRate];
    }).catch(why => { clips.delete(url); throw why; }));
    return clips.get(url);
  };
  async function say(sounds) {
    let t = audio.currentTime + 0.05;
    for (const [sound, from, seconds] of sounds) {
      const s = audio.createBufferSource();
      s.buffer = sound;
      s.connect(audio.destination);
      s.start(t, from, seconds);
      t += seconds + 0.05;
    }
    await wait((t - audio.currentTime) * 1000);
  }
  async function announce(words) {
    if (!loud) return;
    await chime();
    for (const saying of words.split('|').map(s => s.split(/\s+/).filter(Boolean)).filter(s => s.length)) {
      const sounds = await Promise.all(saying.map(clip)); // all or nothing: half a number is another number
      if (loud) await say(sounds);
      await wait(400);
    }
  }
  function announceCalls(first) {
    const fresh = $$('[data-call]').filter(el => el.dataset.call && !heardCalls.has(el.dataset.call));
    for (const el of fresh) heardCalls.add(el.dataset.call);
    if (!fresh.length) return;
    shownSince = Date.now();
    if (first) return;
    for (const el of fresh.reverse()) {
      const words = el.dataset.clips || '';
      el.classList.add('is-new');
      queue = queue.then(() => announce(words)).catch(() => {}); // the text stands on the screen
    }
  }
  announceCalls(true);
  const gate = $('[data-sound]');
  if (gate && 'AudioContext' in window) {
    const show = () => {
      const was = loud;
      loud = !!audio && audio.state === 'running';
      if (loud && !was) queue = queue.then(chime).catch(() => {}); // heard: it works
      gate.setAttribute('aria-pressed', loud);
      $('[data-sound-off]', gate).hidden = loud;
      $('[data-sound-on]', gate).hidden = !loud;
    };
    const begin = () => { audio = new AudioContext(); audio.onstatechange = show; show(); };
    gate.hidden = false;
    gate.addEventListener('click', async () => {
      if (loud) { // closed, not paused: what was cut off must not go on later in the middle of a number
        const old = audio;
        audio = null;
        localStorage.removeItem('yc-sound');
        show();
        return old.close();
      }
      localStorage.setItem('yc-sound', 'on');
      if (!audio) begin();
      await audio.resume();
      show();
    });
    // A display that was on before it restarted goes on by itself where its browser lets it; else the button says that it is silent.
    if (localStorage.getItem('yc-sound') === 'on') begin();
  }

  // --- small things --------------------------------------------------------------------------------------------
  const aloud = $('[data-read-aloud]');
  if (aloud && 'speechSynthesis' in window) {
    aloud.hidden = false;
    aloud.addEventListener('click', () => {
      if (speechSynthesis.speaking) return speechSynthesis.cancel();
      const say = new SpeechSynthesisUtterance($('#main').innerText);
      say.lang = html.lang;
      speechSynthesis.speak(say);
    });
  }
  const print = $('[data-print]');
  if (print) { print.hidden = false; print.addEventListener('click', () => window.print()); }
  const start = $('[data-focus]');
  const first = start && start.matches('form') ? $('input:not([type=hidden]), select, textarea', start) : start; // a form means its first field
  if (first && !$('dialog[open]')) first.focus();
  for (const t of $$('[data-toast]')) setTimeout(() => t.remove(), 8000);
  for (const f of $$('form[data-auto-submit]')) f.addEventListener('change', () => f.requestSubmit());
})();
