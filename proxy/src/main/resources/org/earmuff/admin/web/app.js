// Keeps the page fresh and sends the mute forms without leaving it. Everything shown is rendered by the appliance.

const words = JSON.parse(document.body.dataset.words);
const phrase = (key, ...values) => words[key].replace(/\{(\d)\}/g, (hole, i) => values[i]);
const toast = document.getElementById('toast');
const live = document.getElementById('live');
const liveText = document.getElementById('live-text');

const TOLD = 8000;
let told;

// What went well goes away by itself; what did not stays until something else is said, or it is clicked away.
function say(text, good = false) {
  toast.textContent = text;
  toast.classList.toggle('good', good);
  clearTimeout(told);
  if (good) told = setTimeout(() => { toast.textContent = ''; }, TOLD);
}
toast.addEventListener('click', () => { toast.textContent = ''; });

// Changes only what differs, so that focus, open menus and screen readers are left in peace.
function morph(from, to) {
  if (from.isEqualNode(to)) return;
  if (from.nodeName !== to.nodeName || from.nodeType !== to.nodeType || key(from) !== key(to)) {
    from.replaceWith(to.cloneNode(true));
    return;
  }
  if (from.nodeType !== Node.ELEMENT_NODE) {
    from.nodeValue = to.nodeValue;
    return;
  }
  if (from.hasAttribute('data-kept')) return;
  if (from.hasAttribute('data-countdown')) {
    if (from.dateTime !== to.dateTime) from.replaceWith(to.cloneNode(true));
    return;
  }
  for (const { name } of [...from.attributes]) {
    if (!to.hasAttribute(name) && !(from.nodeName === 'DETAILS' && name === 'open')) from.removeAttribute(name);
  }
  for (const { name, value } of [...to.attributes]) {
    if (from.getAttribute(name) !== value) from.setAttribute(name, value);
  }
  const olds = [...from.childNodes], news = [...to.childNodes];
  olds.slice(news.length).forEach(node => node.remove());
  news.forEach((node, i) => (i < olds.length ? morph(olds[i], node) : from.append(node.cloneNode(true))));
}

const key = node => (node.dataset ? node.dataset.speaker || node.dataset.scope : undefined);

let running = null, next = null;

// One at a time; who asks meanwhile is answered by one that begins afterwards, so that it shows what they know of.
function refresh() {
  if (!running) {
    running = fetched().finally(() => { running = null; });
    return running;
  }
  next ??= running.catch(() => {}).then(() => { next = null; return refresh(); });
  return next;
}

async function fetched() {
  const response = await fetch(location.href, { headers: { 'X-Earmuff': '1' } });
  if (!response.ok) throw new Error(response.status);
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  // It was asked for before the line broke; what it would bring back can be pressed.
  if (lost) return;
  for (const part of ['main', 'footer']) morph(document.getElementById(part), page.getElementById(part));
  document.querySelectorAll('input[name=token]').forEach((input, i) => {
    const fresh = page.querySelectorAll('input[name=token]')[i];
    if (fresh) input.value = fresh.value;
  });
  countdowns();
}

// What an answer means; that a mute stops nothing must not look like success.
function tell(answer, scope, lift) {
  const what = called(scope);
  const left = (answer.mutes || []).map(mute => called(mute.scope));
  const watched = document.getElementById('main').dataset.watched === 'yes';
  if (answer.warning) say(answer.warning);
  else if (lift) say(phrase('unmuted', what) + (left.length ? ' ' + phrase('remain', left.join(', ')) : ''), true);
  else if (!watched) say(phrase('blind', what));
  else {
    const said = answer.mute.until ? phrase('ends', what, ends(answer.mute)) : phrase('muted', what);
    say(said + (answer.replaced ? ' ' + phrase('before', ends(answer.replaced)) : ''), true);
  }
}

const called = scope => (scope === 'all' ? phrase('everything') : scope.replace(/^(room|speaker):/, ''));

// The button that was pressed is gone: whoever uses the keyboard goes on at the one in its place.
function focusOn(scope) {
  if (document.activeElement !== document.body) return;
  const name = CSS.escape(scope);
  document.querySelector(`form[data-lift][data-scope="${name}"] button, details[data-scope="${name}"] summary, form[data-scope="${name}"] button`)?.focus();
}

const ends = mute => (mute.until ? phrase('until', wall(Date.parse(mute.until) - skew).slice(0, 5)) : phrase('lifted'));

document.addEventListener('submit', async event => {
  const form = event.target.closest('form[data-scope]');
  if (!form) return;
  event.preventDefault();
  const scope = form.dataset.scope, lift = form.hasAttribute('data-lift');
  const how = event.submitter?.name ? { [event.submitter.name]: event.submitter.value || null } : {};
  form.querySelectorAll('button').forEach(button => { button.disabled = true; });
  try {
    const response = await fetch('/api/v1/mutes/' + encodeURIComponent(scope), {
      method: lift ? 'DELETE' : 'PUT',
      headers: { 'X-Earmuff': '1', 'Content-Type': 'application/json' },
      body: lift ? undefined : JSON.stringify(how),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.detail || response.statusText);
    form.closest('details')?.removeAttribute('open');
    await refresh();
    tell(answer, scope, lift);
    focusOn(scope);
  } catch (error) {
    say(phrase('failed', error instanceof TypeError ? phrase('silent') : error.message));
  } finally {
    if (!lost) form.querySelectorAll('button').forEach(button => { button.disabled = false; });
  }
});

// Only one menu is open at a time; a click or the focus elsewhere, or Escape, closes it.
for (const kind of ['click', 'focusin']) {
  document.addEventListener(kind, event => {
    document.querySelectorAll('details.mute[open]').forEach(menu => {
      if (!menu.contains(event.target)) menu.removeAttribute('open');
    });
  });
}
document.addEventListener('keydown', event => {
  if (event.key !== 'Escape') return;
  document.querySelectorAll('details.mute[open]').forEach(menu => {
    menu.removeAttribute('open');
    menu.querySelector('summary').focus();
  });
});

// The appliance's clock counts, not the phone's.
let skew = Date.parse(document.body.dataset.now) - Date.now();

function countdowns() {
  const now = Date.now() + skew;
  document.querySelectorAll('time[data-countdown]').forEach(time => {
    const wall = time.dataset.wall ?? (time.dataset.wall = time.textContent);
    const left = Math.max(0, Math.round((Date.parse(time.dateTime) - now) / 1000));
    const h = Math.floor(left / 3600), m = Math.floor(left / 60) % 60, s = String(left % 60).padStart(2, '0');
    const clock = h ? phrase('hours', h, m) : `${m}:${s}`;
    const text = left >= 86400 ? wall : time.closest('.small') ? phrase('short', clock) : phrase('left', wall, clock);
    if (time.textContent !== text) time.textContent = text;
  });
}

// Told on every event, at the latest four times a minute; a line that is cut without a word is noticed by its silence.
const SILENCE = 40000;
const gone = document.getElementById('gone');
let heard = Date.now(), lost = false;

// The clock of the page's figures, as the appliance's wall shows it; the page says which zone.
const wall = at => {
  const zone = document.body.dataset.zone;
  return new Date(at + skew).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', timeZone: zone });
};

function usable(yes) {
  document.querySelectorAll('.mute').forEach(control => {
    control.inert = !yes;
    if (!yes) control.removeAttribute('open');
    control.querySelectorAll('button').forEach(button => { button.disabled = !yes; });
  });
}

function stillHere() {
  heard = Date.now();
  live.hidden = false;
  if (!lost) return;
  lost = false;
  live.classList.remove('lost');
  document.body.classList.remove('stale');
  gone.hidden = true;
  usable(true);
}

function silent() {
  live.hidden = false;
  live.classList.add('lost');
  liveText.textContent = phrase('lost');
  if (!lost) {
    lost = true;
    gone.textContent = phrase('gone', wall(heard));
    gone.hidden = false;
    document.body.classList.add('stale');
    toast.textContent = '';
  }
  usable(false);
}

// Who the appliance takes us for; nothing where it does not answer.
async function asked() {
  try {
    const response = await fetch('/api/v1/session', { headers: { 'X-Earmuff': '1' } });
    return response.ok ? (await response.json()).who : '';
  } catch {
    return '';
  }
}

function loggedOut() {
  lost = true;
  live.classList.add('lost');
  liveText.textContent = phrase('lost');
  const link = document.createElement('a');
  link.href = '/login?to=' + encodeURIComponent(location.pathname + location.search);
  link.textContent = phrase('log-in');
  gone.replaceChildren(phrase('out') + ' ', link);
  gone.hidden = false;
  document.body.classList.add('stale');
  usable(false);
}

function watch() {
  const events = new EventSource('/api/v1/events');
  events.addEventListener('still', stillHere);
  events.addEventListener('status', event => {
    skew = Date.parse(JSON.parse(event.data).now) - Date.now();
    stillHere();
    liveText.textContent = phrase('live');
    refresh().catch(silent);
  });
  const again = async () => {
    events.close();
    const who = await asked();
    if (who === 'nobody') { loggedOut(); return; }
    if (who) {
      // It answers, but has no room for one more who watches.
      stillHere();
      liveText.textContent = phrase('slow');
      refresh().catch(silent);
    } else {
      silent();
    }
    setTimeout(watch, who ? 10000 : 2000);
  };
  // The appliance wants to see who it is once in a while.
  events.addEventListener('again', () => { events.close(); watch(); });
  events.addEventListener('error', again);
  current = { events, again };
}

let current;

const history = document.querySelector('[data-history]');
if (history) {
  import('/assets/history.js')
    .then(({ show }) => show(history, key => phrase('history.' + key), document.body.dataset.zone))
    .catch(() => { /* The page says all of it without a chart. */ });
}

document.body.classList.add('ticking');
countdowns();
setInterval(countdowns, 1000);
if (document.body.dataset.page === 'live') {
  setInterval(() => { if (!lost && Date.now() - heard > SILENCE) current.again(); }, 2000);
  watch();
}
