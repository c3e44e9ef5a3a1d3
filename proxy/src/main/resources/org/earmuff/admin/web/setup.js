// Without this the set-up's pages ask and tell the same. It proposes the browser's time zone, and goes on once Earmuff answers.

const SECOND = 1000;

// Only in place of the machine's own UTC, and not over what the browser kept of an earlier choice.
const zone = document.querySelector('select[data-guess]');
if (zone && zone.selectedOptions[0]?.defaultSelected) {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if ([...zone.options].some(option => option.value === here)) zone.value = here;
}

// While it lasts, the set-up refuses this question, too; but only the appliance lists what it still waits for.
async function answers() {
  try {
    const reply = await fetch('/readyz', { cache: 'no-store', headers: { 'X-Earmuff': '1' } });
    return reply.ok || 'not_ready' in await reply.json();
  } catch {
    return false;
  }
}

async function wait(before, after) {
  while (!await answers()) await new Promise(done => setTimeout(done, SECOND));
  before.hidden = true;
  after.hidden = false;
  setTimeout(() => location.replace('/'), SECOND);
}

const before = document.querySelector('[data-wait]');
if (before) wait(before, document.querySelector('[data-answers]'));
