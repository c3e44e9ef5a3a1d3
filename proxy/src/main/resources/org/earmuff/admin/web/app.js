// Keeps the page fresh and sends the mute forms without leaving it. Everything shown is rendered by the appliance.

const words = JSON.parse(document.body.dataset.words);
const phrase = (key, ...values) => words[key].replace(/\{(\d)\}/g, (hole, i) => values[i]);
const toast = document.getElementById('toast');
const live = document.getElementById('live');
const liveText = document.getElementById('live-text');

function say(text, good = false) {
  toast.textContent = text;
  toast.classList.toggle('good', good);
}

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

let busy = false, again = false;

async function refresh() {
  if (busy) { again = true; return; }
  busy = true;
  try {
    const response = await fetch(location.href, { headers: { 'X-Earmuff': '1' } });
    if (!response.ok) throw new Error(response.status);
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    for (const part of ['main', 'footer']) morph(document.getElementById(part), page.getElementById(part));
    document.querySelectorAll('input[name=token]').forEach((input, i) => {
      const fresh = page.querySelectorAll('input[name=token]')[i];
      if (fresh) input.value = fresh.value;
    });
    countdowns();
  } finally {
    busy = false;
    if (again) { again = false; refresh(); }
  }
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
    const what = scope === 'all' ? phrase('everything') : scope.replace(/^(room|speaker):/, '');
    const before = answer.replaced ? ' ' + phrase('before', ends(answer.replaced)) : '';
    const left = (answer.mutes || []).map(mute => mute.scope);
    const remain = lift && left.length ? ' ' + phrase('remain', left.join(', ')) : '';
    say(answer.warning || phrase(lift ? 'unmuted' : 'muted', what) + before + remain, !answer.warning);
    await refresh();
  } catch (error) {
    say(phrase('failed', error instanceof TypeError ? phrase('silent') : error.message));
  } finally {
    if (!lost) form.querySelectorAll('button').forEach(button => { button.disabled = false; });
  }
});

// Only one menu is open at a time, and a click elsewhere or Escape closes it.
document.addEventListener('click', event => {
  document.querySelectorAll('details.mute[open]').forEach(menu => {
    if (!menu.contains(event.target)) menu.removeAttribute('open');
  });
});
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
    const clock = `${h ? h + ':' + String(m).padStart(2, '0') : m}:${s}`;
    const text = left >= 86400 ? wall : time.closest('.small') ? clock : phrase('left', wall, clock);
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

function watch() {
  const events = new EventSource('/api/v1/events');
  events.addEventListener('still', stillHere);
  events.addEventListener('status', event => {
    skew = Date.parse(JSON.parse(event.data).now) - Date.now();
    stillHere();
    liveText.textContent = phrase('live');
    refresh().catch(silent);
  });
  const again = () => {
    events.close();
    silent();
    setTimeout(watch, 2000);
  };
  events.addEventListener('error', again);
  current = { events, again };
}

let current;

document.body.classList.add('ticking');
countdowns();
setInterval(countdowns, 1000);
if (document.body.dataset.page === 'live') {
  setInterval(() => { if (!lost && Date.now() - heard > SILENCE) current.again(); }, 2000);
  watch();
}
