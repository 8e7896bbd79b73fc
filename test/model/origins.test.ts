import { CORPUS, meshOf, MESHES, partsOf, valuesIn } from './corpus';
import { describeOrigin, type Origin, readYamlValue, valueAt } from '../../src/model';

/** What stands at the place that an origin names; undefined where it leads nowhere. */
function source(origin: Origin): unknown {
  if (origin.kind === 'policy') { return origin.manifest && origin.pointer !== undefined ? valueAt(origin.manifest.object, origin.pointer) : 'not in a manifest'; }
  if (origin.kind !== 'set') { return 'not in a manifest'; }
  const found = valueAt(origin.manifest.object, origin.pointer);
  return origin.within === undefined || typeof found !== 'string' ? found : valueAt(readYamlValue(found), origin.within);
}

/** Worked out of several values; the origin is that of the one that decides. */
const WORKED_OUT = /\.(highWater|lowWater|accepted)$/;

describe.each(MESHES)('%s', (_, facts) => {
  const proxies = meshOf(CORPUS, facts);
  const values = proxies.flatMap((proxy) => [...valuesIn(partsOf(proxy), `${proxy.make} ${proxy.name}`)]);

  test('there is something to look at', () => {
    expect(new Set(proxies.map(({ make }) => make)).size).toBeGreaterThanOrEqual(facts.platform?.flavor === 'asm' ? 4 : 3);
    expect(values.length).toBeGreaterThan(500);
  });

  test('every value has an origin that says enough', () => {
    const silent = values.filter(({ origin }) => (
      origin.kind === 'default' ? origin.source === '' : origin.kind === 'unknown' ? origin.why === '' : origin.kind === 'policy' && origin.by === ''));
    expect(silent).toEqual([]);
    for (const { origin } of values) { expect(describeOrigin(origin)).not.toBe(''); }
  });

  test('where it is set, the place is there', () => {
    const lost = values.filter(({ origin }) => source(origin) === undefined).map(({ where, origin }) => `${where}: ${describeOrigin(origin)}`);
    expect(lost).toEqual([]);
  });

  test('what stands there is the value, or goes into it', () => {
    const wrong = values
      .filter(({ where, origin, value }) => origin.kind === 'set' && !WORKED_OUT.test(where) && !agrees(value, source(origin)))
      .map(({ where, value, origin }) => `${where} = ${JSON.stringify(value)}: ${describeOrigin(origin)} = ${JSON.stringify(source(origin))}`);
    expect(wrong).toEqual([]);
  });

  test('an unknown value has no value', () => {
    const effective = values.filter(({ where }) => !where.includes('/'));
    expect(effective.filter(({ origin, value }) => origin.kind === 'unknown' && value !== undefined)).toEqual([]);
  });
});

/** The same, the same in another form (`30s` is 30, `1` is "1"), a text made of it (an argument, a name, a JSON text), or switched on by it. */
function agrees(value: unknown, found: unknown): boolean {
  if (value === undefined || found === true || JSON.stringify(value) === JSON.stringify(found)) { return true; }
  const [made, given] = [String(value), typeof found === 'object' ? JSON.stringify(found) : String(found)];
  return made.includes(given) || given.includes(made) || given.toLowerCase().includes(made.toLowerCase().replaceAll('-', '.'));
}
