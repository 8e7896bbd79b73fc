import * as fs from 'fs';
import * as path from 'path';
import { Feature } from '../../src/platform';
import { featureRow } from '../../src/platform/features';
import { MODELLED_ISTIO, MODELLED_KUBERNETES, Span } from '../../src/platform/span';
import { NEVER } from '../../src/platform/table/row';

const guide = fs.readFileSync(path.join(__dirname, '../../docs/guide/platform.md'), 'utf8');
const rows = guide.split('\n').filter((line) => line.startsWith('| `')).map((line) => line.split('|').map((cell) => cell.trim()).slice(1, -1));
const rowsOf = (feature: Feature): string[][] => rows.filter(([ids]) => ids.includes(`\`${feature}\``));
const named = rows.flatMap(([ids]) => [...ids.matchAll(/`([^`]+)`/g)].map((match) => match[1]));
const versions = (spans: readonly Span[] = []): string[] =>
  spans.flatMap((span) => [span.since, span.until]).filter((version) => version !== undefined);

describe('docs/guide/platform.md', () => {
  test('names every feature once, and no other', () => {
    expect([...named].sort()).toEqual(Object.values(Feature).sort());
  });

  test.each(Object.values(Feature))('%s stands there with the versions of the table', (feature) => {
    const row = featureRow(feature);
    const text = rowsOf(feature)[0].slice(1).join(' | ');
    for (const need of [row.istio, row.asm]) {
      if (need === NEVER) {
        expect(text).toMatch(/\bno\b/);
      } else {
        const all = [need.istio, need.asm, need.kubernetes, need.gatewayApi].flatMap((spans) => versions(spans));
        expect(all.filter((version) => !text.includes(version))).toEqual([]);
      }
    }
  });

  test('names the modelled versions', () => {
    expect(guide).toContain(`Modelled are Istio ${MODELLED_ISTIO.oldest} to ${MODELLED_ISTIO.newest} and `
      + `Kubernetes ${MODELLED_KUBERNETES.oldest} to ${MODELLED_KUBERNETES.newest}.`);
  });
});
