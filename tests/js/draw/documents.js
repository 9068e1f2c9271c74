/** Documents out of a grammar and chance: containers in containers, lazy lines, half of everything. */

const WORDS = ["foo", "bar *baz*", "**bo ld**", "`code`", "[l](http://a.b)", "[ref]", "$x$", "![i](http://q.r/s)", "~~no~~", "*", "**", "`", "[", "5", "a | b"];
const STRAYS = ["lazy", "   lazy", "\tlazy", "- odd", "      six", "1. one", "+", "'title'", "| a |", "===", "$$", "\\["];

/**
 * @param {() => number} random
 * @param {number} depth of containers
 */
export function makeDocument(random, depth = 3) {
  const int = (/** @type {number} */ below) => Math.floor(random() * below);
  const pick = (/** @type {any[]} */ from) => from[int(from.length)];
  const words = (/** @type {number} */ most) => Array.from({ length: 1 + int(most) }, () => pick(WORDS)).join(" ");
  const indented = (/** @type {string[]} */ lines, /** @type {string} */ by) => lines.map((line) => (line ? by + line : pick(["", by.trimEnd()])));

  const list = (/** @type {number} */ left) => {
    let number = pick([1, 3, 9, 99]);
    const bullet = pick(["-", "*", "+", ".", ")"]);
    const gap = pick([0, 0, 1]);
    const [before, after] = [pick(["", "", " ", "  "]), pick([" ", " ", "  ", "   "])];
    return Array.from({ length: 1 + int(6) }).flatMap(() => {
      const marker = (bullet === "." || bullet === ")" ? number++ + bullet : bullet) + after;
      const [first = "", ...rest] = blocks(left - 1, 1 + int(3));
      return [before + marker + pick(["", "", "", "[ ] "]) + first, ...indented(rest, before + " ".repeat(marker.length)), ...Array(gap).fill("")];
    });
  };
  const fence = () => {
    const mark = pick(["```", "~~~", "`````"]);
    const lines = Array.from({ length: int(5) }, () => pick(["x = 1", "  y", "", "- z", "``", "# c", "\tt"]));
    return [mark + pick(["", "js", "python"]), ...lines, ...pick([[mark], [mark], [mark], []])];
  };
  const block = (/** @type {number} */ left) => {
    switch (pick(left ? [0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9] : [2, 3, 4, 5, 6, 7, 8, 9, 9, 9])) {
      case 0:
        return list(left);
      case 1:
        return indented(blocks(left - 1, 1 + int(3)), pick(["> ", ">"])).map((line) => line || pick([">", ""]));
      case 2:
        return ["| a | b |", "|---|:-:|", ...Array.from({ length: int(6) }, () => `| ${words(2)} | ${words(1)} |`)];
      case 3:
        return fence();
      case 4:
        return ["$$", pick(["x", "a\\\\b", "- q"]), ...pick([["$$"], []])];
      case 5:
        return [`${"#".repeat(1 + int(6))} ${words(2)}`];
      case 6:
        return [`[${pick(["ref", "l", "x"])}]: http://d.e/${int(9)}`, ...pick([[], ['"title', 'more"'], ["'title'"]])];
      case 7:
        return [words(2), pick(["===", "---", "***"])];
      case 8:
        return ["    indented", "", "    code"];
      default:
        return Array.from({ length: 1 + int(3) }, () => words(4));
    }
  };
  /** @type {(left: number, count: number) => string[]} */
  const blocks = (left, count) =>
    Array.from({ length: count }).flatMap(() => [...block(left), ...pick([[""], [""], [""], [], [pick(STRAYS)]])]);

  return blocks(depth, 1 + int(4)).join("\n") + pick(["\n", ""]);
}
