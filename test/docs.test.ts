import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const ROOT = join(__dirname, '..');

/** Everything a person reads. */
const PAGES = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'device/INSTALL.md'],
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** What a page links to or shows, without addresses on the web. */
function linksOf(page: string): string[] {
  const text = readFileSync(join(ROOT, page), 'utf8');
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target)
    .filter((target) => !/^https?:/.test(target));
}

/** Anchors as the forges make them of headings. */
function anchorsOf(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  );
}

describe('the pages', () => {
  test.each(PAGES)('%s links to what is there', (page) => {
    const broken = linksOf(page).filter((link) => {
      const [path, anchor] = link.split('#');
      const file = path === '' ? join(ROOT, page) : join(ROOT, dirname(page), path);
      return !existsSync(file) || (anchor !== undefined && !anchorsOf(file).includes(anchor));
    });
    expect(broken).toEqual([]);
  });

  test('show no picture that nobody looks at, and none that is large', () => {
    const shown = new Set(PAGES.flatMap((page) => linksOf(page).map((link) => join(dirname(page), link))));
    const pictures = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.png'))
      .map((name) => join('docs', name));
    expect(pictures.filter((picture) => !shown.has(picture))).toEqual([]);
    const large = pictures.filter((picture) => statSync(join(ROOT, picture)).size > MOST_BYTES);
    expect(large.map((picture) => relative(ROOT, picture))).toEqual([]);
  });
});

/** A clone should stay small. */
const MOST_BYTES = 150_000;
