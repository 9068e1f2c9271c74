/** Points in time and lengths of time, as the page says them. */

/** @type {Intl.DateTimeFormatOptions} */
const CLOCK = { hour: "2-digit", minute: "2-digit" };

/**
 * "14:02" for today, "18 Nov, 14:02" for another day, with its year for another year.
 *
 * @param {Date} moment
 * @param {Date} now
 * @param {string} [language]
 * @returns {string}
 */
export function spoken(moment, now, language) {
  /** @type {Intl.DateTimeFormatOptions} */
  const day = moment.toDateString() === now.toDateString() ? {} : { day: "numeric", month: "short" };
  const year = moment.getFullYear() === now.getFullYear() ? {} : { year: /** @type {const} */ ("numeric") };
  return new Intl.DateTimeFormat(language, { ...CLOCK, ...day, ...year }).format(moment);
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
  time.title = moment.toLocaleString();
}
