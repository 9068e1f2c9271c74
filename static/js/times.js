/** Points in time and lengths of time, as the page says them. */

/** @type {Intl.DateTimeFormatOptions} */
const CLOCK = { hour: "2-digit", minute: "2-digit" };
const DAY = /** @type {const} */ ({ day: "numeric", month: "short" });
const YEAR = /** @type {const} */ ({ year: "numeric" });
/** @type {Intl.DateTimeFormatOptions} */
const WHOLE = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" };
/** @type {Map<string, Intl.DateTimeFormat>} what is made once: the making takes as long as ten uses, the first one 20 ms */
const formats = new Map();

/**
 * "14:02" for today, "18 Nov, 14:02" for another day, with its year for another year.
 *
 * @param {Date} moment
 * @param {Date} now
 * @param {string} [language]
 * @returns {string}
 */
export function spoken(moment, now, language) {
  const day = moment.toDateString() === now.toDateString() ? {} : DAY;
  const year = moment.getFullYear() === now.getFullYear() ? {} : YEAR;
  return formatOf({ ...CLOCK, ...day, ...year }, language).format(moment);
}

/**
 * "6 s", "2 min 5 s", never broken between two lines.
 *
 * @param {number} seconds
 * @returns {string}
 */
export function lasting(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  return whole < 60 ? `${whole}\u00a0s` : `${Math.floor(whole / 60)}\u00a0min\u00a0${whole % 60}\u00a0s`;
}

/**
 * Says a time that the server wrote in its own way as the reader's language and clock do.
 *
 * @param {HTMLTimeElement} time
 */
export function localise(time) {
  const moment = new Date(time.dateTime);
  if (Number.isNaN(moment.getTime())) return;
  time.textContent = spoken(moment, new Date());
  time.title = formatOf(WHOLE).format(moment);
}

/** Makes what the first time of a page needs, so that nobody waits for it who has just asked. */
export function warm() {
  spoken(new Date(), new Date());
  formatOf(WHOLE);
}

/**
 * @param {Intl.DateTimeFormatOptions} options
 * @param {string} [language]
 */
function formatOf(options, language) {
  const name = [language, ...Object.entries(options)].join();
  const format = formats.get(name) ?? new Intl.DateTimeFormat(language, options);
  formats.set(name, format);
  return format;
}
