import type { Page } from 'playwright-core';

/** Everything that does not fit into the window: cut-off parts, parts that overlap, and a page that scrolls sideways. */
export async function misfits(page: Page): Promise<string[]> {
  return [...(await sideways(page)), ...(await cutOff(page)), ...(await overlaps(page))];
}

/** What is measured is drawn anew in the frame after the one with a new size. */
export const drawn = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame);
  });

/** The parts of the page's frame that would scroll sideways with all of the page in them. */
function sideways(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [document.documentElement, document.body, ...document.querySelectorAll('main, .shell, .nav, .nav-views, .aside')]
      .filter(({ scrollWidth, clientWidth }) => clientWidth > 0 && scrollWidth > clientWidth + 1)
      .map((each) => `${each.tagName}.${each.className} scrolls sideways: ${each.scrollWidth} in ${each.clientWidth}`),
  );
}

/** What reaches beyond its window, or beyond a part that cuts it off without an ellipsis, where no wheel and no key brings it back. */
export function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const cut = [document.documentElement, ...document.querySelectorAll('body *')].filter((element) => {
      const { overflowX, textOverflow, position } = getComputedStyle(element);
      const hides = overflowX === 'hidden' || overflowX === 'clip' || element === document.documentElement;
      return (
        hides &&
        textOverflow !== 'ellipsis' &&
        position !== 'absolute' &&
        element.scrollWidth > element.clientWidth + 1 &&
        element.clientWidth > 0
      );
    });
    const named = (element: Element) => `${element.tagName}.${element.className}`;
    return cut.map((element) => {
      const end = element.getBoundingClientRect().right + 1;
      const beyond = [...element.querySelectorAll('*')].filter((part) => part.getBoundingClientRect().right > end);
      return `${named(element)} has ${element.scrollWidth} in ${element.clientWidth} pixels: ${beyond.map(named)}`;
    });
  });
}

/** Pairs of words that are drawn over each other. */
function overlaps(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    /** Part that stays in sight while others scroll below it. */
    const isLifted = (element: Element) => {
      for (let at: Element | null = element; at; at = at.parentElement) {
        const { position, zIndex } = getComputedStyle(at);
        if (position === 'fixed' || position === 'sticky' || (position === 'absolute' && zIndex !== 'auto'))
          return true;
      }
      return false;
    };
    /** The part of a rectangle that no scrolling or clipping parent hides. */
    const seen = (element: Element, rect: DOMRect) => {
      let { left, right, top, bottom } = rect;
      for (let at: Element | null = element; at && at !== document.body; at = at.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(at);
        const box = at.getBoundingClientRect();
        if (overflowX !== 'visible') [left, right] = [Math.max(left, box.left), Math.min(right, box.right)];
        if (overflowY !== 'visible') [top, bottom] = [Math.max(top, box.top), Math.min(bottom, box.bottom)];
      }
      return { left, right, top, bottom };
    };
    const words: { text: string; of: Element; left: number; right: number; top: number; bottom: number }[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const of = node.parentElement!;
      const text = node.textContent!.trim();
      if (text === '' || /^(SCRIPT|STYLE|OPTION)$/.test(of.tagName) || of.closest('.unseen, .skip')) continue;
      if (!of.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) || isLifted(of)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const rect of range.getClientRects()) {
        const box = seen(of, rect);
        if (box.right - box.left > 2 && box.bottom - box.top > 2) words.push({ text: text.slice(0, 40), of, ...box });
      }
    }
    words.sort((a, b) => a.top - b.top);
    const found = new Set<string>();
    for (const [i, a] of words.entries())
      for (let j = i + 1; j < words.length && words[j]!.top < a.bottom; j++) {
        const b = words[j]!;
        const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const high = Math.min(a.bottom, b.bottom) - b.top;
        // Lines of text may touch: a glyph is lower than its line.
        if (a.of === b.of || wide <= 2 || high <= 5) continue;
        found.add(
          `"${a.text}" (${a.of.className || a.of.tagName}) and "${b.text}" (${b.of.className || b.of.tagName}) overlap by ${Math.round(wide)} x ${Math.round(high)}`,
        );
      }
    return [...found];
  });
}

/** Texts with a pattern whose first letter is not in sight, because the part that holds them is too narrow. */
export function lostBeginnings(page: Page, pattern: string): Promise<string[]> {
  return page.evaluate((pattern) => {
    const lost: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const at = node.textContent!.search(pattern);
      const of = node.parentElement!;
      if (at < 0 || of.closest('.unseen, option, script') || !of.checkVisibility({ checkVisibilityCSS: true }))
        continue;
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      const { left, right } = range.getBoundingClientRect();
      for (let box: Element | null = of; box; box = box.parentElement) {
        const { overflowX } = getComputedStyle(box);
        const edges = box.getBoundingClientRect();
        if (overflowX === 'auto' || overflowX === 'scroll') break;
        if (overflowX !== 'visible' && (left < edges.left - 1 || right > edges.right + 1)) {
          lost.push(`${of.tagName}.${of.className} in ${box.tagName}.${box.className}`);
          break;
        }
      }
    }
    return lost;
  }, pattern);
}

/** Texts that an ellipsis cuts, and that no tooltip shows in full. */
export function cutWithoutTooltip(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('body *')]
      .filter((element) => {
        const { overflowX, textOverflow } = getComputedStyle(element);
        const cuts = textOverflow === 'ellipsis' && overflowX !== 'visible' && element.clientWidth > 0;
        const tip = element.closest('[title]:not([title=""])') ?? element.querySelector('[title]:not([title=""])');
        return cuts && element.scrollWidth > element.clientWidth + 1 && !tip && !element.closest('.unseen');
      })
      .map((element) => `${element.className}: ${element.textContent!.trim().slice(0, 40)} has no tooltip`),
  );
}

/**
 * Targets that a pointer misses (WCAG 2.5.8): lower or narrower than 24 pixels, with another target within a circle of 24
 * pixels around their middle that does something else. A link in a sentence or a line of facts is as high as its line, and so
 * is the number of a line of code. The title of a row is as high as the row.
 */
export function closeTargets(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const LEAST = 24;
    const targets = [...document.querySelectorAll('a, button, select, summary, [role=tab], [role=menuitem]')].flatMap(
      (of) => {
        const { left, top, width, height } = of.getBoundingClientRect();
        const isShown = width > 0 && of.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
        const inText =
          of.matches('.row-title, .facts *, .diff-number') ||
          (getComputedStyle(of).display === 'inline' &&
            !/^(|flex|grid)$/.test(getComputedStyle(of.parentElement!).display));
        const met = document.elementFromPoint(left + width / 2, top + height / 2);
        return isShown && (of.contains(met) || met?.contains(of)) && !of.closest('.unseen, .skip')
          ? [{ of, left, top, width, height, inText }]
          : [];
      },
    );
    const isSamePlace = (a: Element, b: Element) => a.matches('a') && a.getAttribute('href') === b.getAttribute('href');
    const near = (a: (typeof targets)[number], b: (typeof targets)[number]) => {
      const [x, y] = [a.left + a.width / 2, a.top + a.height / 2];
      const dx = Math.max(b.left - x, 0, x - b.left - b.width);
      const dy = Math.max(b.top - y, 0, y - b.top - b.height);
      return Math.hypot(dx, dy) < LEAST / 2 - 0.5;
    };
    return targets
      .filter((a) => !a.inText && (a.width < LEAST - 0.5 || a.height < LEAST - 0.5))
      .flatMap((a) => {
        const b = targets.find(
          (other) =>
            other !== a &&
            !isSamePlace(a.of, other.of) &&
            !other.of.contains(a.of) &&
            !a.of.contains(other.of) &&
            near(a, other),
        );
        return b
          ? [
              `${a.of.className} "${a.of.textContent!.trim().slice(0, 30)}" is too close to "${b.of.textContent!.trim().slice(0, 30)}"`,
            ]
          : [];
      });
  });
}

/** Names of tools, which a model calls, in the texts of a view. A person has buttons, links and a terminal. */
export async function toolNames(page: Page): Promise<string[]> {
  const [text = ''] = await page.locator('main').allInnerTexts();
  return [
    ...new Set(
      text.match(/(?<![\w./`])(?:task|goal|run|agent|orchestrator|night|autonomy|claim|review|inbox)_[a-z]+\b/g) ?? [],
    ),
  ];
}
