// The chart of a room's page: sound by day over thirteen weeks. What it shows is in words beside it, too.

import uPlot from '/assets/uPlot.esm.js';

const HEIGHT = 220;
const HALF_DAY = 43200;
// The pages' English writes the day before the month.
const LANGUAGE = document.documentElement.lang === 'en' ? 'en-GB' : document.documentElement.lang;

const style = document.createElement('link');
style.rel = 'stylesheet';
style.href = '/assets/uPlot.min.css';
document.head.append(style);

const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

// As the pages write lengths, but shorter: this stands at an axis.
const length = s => (s < 60 ? `${Math.round(s * 10) / 10} s` : s < 3600 ? `${Math.round(s / 6) / 10} min` : `${Math.round(s / 360) / 10} h`);

// An account that is young fills the width, too, but no day is wider than a fortnight's.
function recent(all) {
  const first = all.noons.findIndex((noon, i) => all.seconds[i] > 0 || all.withheld[i] > 0);
  const from = Math.min(first < 0 ? 0 : first, all.noons.length - 14);
  return { says: all.says, noons: all.noons.slice(from), seconds: all.seconds.slice(from), withheld: all.withheld.slice(from) };
}

function chart(box, data, width, words, zone) {
  const axis = { stroke: colour('--soft'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false }, font: '12px system-ui, sans-serif' };
  const dates = how => new Intl.DateTimeFormat(LANGUAGE, { day: 'numeric', month: 'short', timeZone: zone, ...how });
  const day = dates({ weekday: 'short' }), tick = dates({});
  const bars = { paths: uPlot.paths.bars({ size: [0.7, 40], align: 0 }), points: { show: false } };
  const options = {
    width, height: HEIGHT,
    tzDate: at => uPlot.tzDate(new Date(at * 1000), zone),
    cursor: { y: false, drag: { x: true, y: false } },
    legend: { live: true },
    scales: { x: { time: true, range: (plot, low, high) => [low - HALF_DAY, high + HALF_DAY] }, s: { range: (plot, low, high) => [0, Math.max(10, high * 1.1)] }, n: { range: (plot, low, high) => [0, Math.max(4, high * 3)] } },
    axes: [{ ...axis, values: (plot, at) => at.map(t => tick.format(new Date(t * 1000))) }, { ...axis, scale: 's', size: 62, values: (plot, at) => at.map(length) }],
    series: [
      { label: words('day'), value: (plot, at) => (at == null ? '–' : day.format(new Date(at * 1000))) },
      { ...bars, label: words('sound'), scale: 's', fill: colour('--talk'), stroke: colour('--talk'), width: 0, value: (plot, s) => (s == null ? '–' : length(s)) },
      { ...bars, label: words('withheld'), scale: 'n', fill: colour('--withhold'), stroke: colour('--withhold'), width: 0, value: (plot, n) => (n == null ? '–' : String(n)) },
    ],
  };
  return new uPlot(options, [data.noons, data.seconds, data.withheld.map(n => n || null)], box);
}

/** Draws into a panel, again whenever its width or the colours change. */
export async function show(panel, words, zone) {
  const response = await fetch(panel.dataset.history, { headers: { 'X-Earmuff': '1' } });
  if (!response.ok) return;
  const data = recent(await response.json());
  const box = panel.querySelector('.chart');
  panel.querySelector('.sub').textContent = data.says;
  panel.hidden = false;
  box.setAttribute('role', 'img');
  box.setAttribute('aria-label', data.says);
  let plot;
  const draw = () => { plot?.destroy(); plot = chart(box, data, box.clientWidth, words, zone); };
  await new Promise(done => { style.sheet ? done() : style.addEventListener('load', done, { once: true }); });
  draw();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
  new ResizeObserver(() => { if (plot && box.clientWidth && plot.width !== box.clientWidth) plot.setSize({ width: box.clientWidth, height: HEIGHT }); }).observe(box);
}
