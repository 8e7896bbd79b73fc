import { item, type Outcome, PROP_ROWS } from './prop-rows';
import { refusal, write } from './written';
import { GatewayRendering } from '../../../src/gateway';
import { additionNames } from '../../../src/gateway/fields';
import { valueAt } from '../../../src/model';
import { GATEWAY_FIELDS } from '../../../src/model/asm/fields';
import { Platform } from '../../../src/platform';

const RENDERINGS = [GatewayRendering.INJECTED, GatewayRendering.MANAGED];

test('every field of the resource and every addition has a row', () => {
  const names = ['name', 'namespace', 'labels', 'annotations', 'gatewayType', ...Object.keys(GATEWAY_FIELDS), ...additionNames()];
  expect(Object.keys(PROP_ROWS).sort()).toEqual([...new Set(names)].sort());
});

describe.each(RENDERINGS)('%s: what runs in the end', (rendering) => {
  test.each(Object.keys(PROP_ROWS))('%s', (name) => {
    const { props, revision, injected, managed = injected } = PROP_ROWS[name];
    const outcomes = outcomesOf(rendering === GatewayRendering.INJECTED ? injected : managed);
    const refused = outcomes.find((outcome) => 'refused' in outcome);
    if (refused) {
      expect(refusal(props, { rendering })).toContain((refused as { refused: string }).refused);
      return;
    }
    const platform = Platform.istio({ version: '1.30.3', kubernetesVersion: '1.33', revision });
    const { of, proxy } = write(props, { rendering, platform });
    expect([proxy.state, proxy.refusals]).toEqual(['runs', []]);
    for (const outcome of outcomes) {
      if ('nothing' in outcome) { continue; }
      const [kind, pointer, value] = outcome as readonly [string, string, unknown];
      expectAt(of(kind), pointer, value);
    }
  });

  test.each(Object.keys(PROP_ROWS).filter((name) => !['name', 'namespace'].includes(name)))('%s: nothing of it without it', (name) => {
    const { injected, managed = injected } = PROP_ROWS[name];
    const { of } = write({}, { rendering });
    for (const outcome of outcomesOf(rendering === GatewayRendering.INJECTED ? injected : managed)) {
      if ('nothing' in outcome || 'refused' in outcome) { continue; }
      const [kind, pointer, value] = outcome as readonly [string, string, unknown];
      if (ALWAYS.has(`${kind} ${pointer}`) || value === undefined) { continue; }
      expect(() => expectAt(of(kind), pointer, value)).toThrow();
    }
  });
});

/** Places that hold the same without the prop: they say that something else has not been lost. */
const ALWAYS = new Set([
  'Deployment /spec/template/spec/containers/0/readinessProbe/httpGet/path', 'Deployment /spec/template/spec/containers/0/readinessProbe/timeoutSeconds',
  'Deployment /spec/template/spec/securityContext/sysctls/0/name', 'NetworkPolicy /spec/ingress/0/ports',
]);

function outcomesOf(outcome: Outcome | readonly Outcome[]): readonly Outcome[] {
  return Array.isArray(outcome) && typeof outcome[0] !== 'string' ? outcome as readonly Outcome[] : [outcome as Outcome];
}

function expectAt(object: unknown, pointer: string, value: unknown): void {
  const found = object === undefined ? undefined : valueAt(object, pointer);
  if (typeof value === 'object' && value !== null && 'itemLike' in value) {
    expect(found).toContainEqual(expect.objectContaining((value as ReturnType<typeof item>).itemLike as object));
  } else {
    expect(found).toEqual(value);
  }
}
