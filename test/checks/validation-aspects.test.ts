import { ApiObject, App, Chart, JsonPatch, Testing, YamlOutputType } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { DrainOrderAspect, MeshFacts, Platform, ValidationAspects } from '../../src';
import { enforceErrors } from '../../src/checks/enforce';

/** A gateway as many write it by hand: injected, two replicas, the drain as long as the wait for it (DRN001) unless it is fine. */
function gateway(scope: Chart, name: string, options: { fine?: boolean; spread?: boolean; annotations?: { [key: string]: string } } = {}): ApiObject {
  const labels = { app: name, istio: name };
  return new ApiObject(scope, name, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'edge', annotations: options.annotations ?? {} },
    spec: {
      replicas: 2,
      selector: { matchLabels: labels },
      template: {
        metadata: {
          labels: { ...labels, 'sidecar.istio.io/inject': 'true' },
          annotations: { 'inject.istio.io/templates': 'gateway', 'proxy.istio.io/config': `drainDuration: ${options.fine ? 30 : 60}s\nterminationDrainDuration: 60s\n` },
        },
        spec: {
          terminationGracePeriodSeconds: 90,
          containers: [{ name: 'istio-proxy', image: 'auto' }],
          ...(options.spread === false ? {} : {
            topologySpreadConstraints: [
              { maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway', labelSelector: { matchLabels: labels } },
            ],
          }),
        },
      },
    },
  });
}

function app(): { app: App; chart: Chart } {
  const made = Testing.app();
  new MeshFacts({
    platform: Platform.istio({ version: '1.30', kubernetesVersion: '1.33' }),
    meshConfig: {},
    injectionValues: {},
    namespaces: { edge: { labels: { 'istio-injection': 'enabled' } } },
  }).applyTo(made);
  return { app: made, chart: new Chart(made, 'prod') };
}

/** What a call writes to stderr. */
function stderrOf(call: () => void): string {
  let text = '';
  const spy = jest.spyOn(process.stderr, 'write').mockImplementation((chunk) => { text += String(chunk); return true; });
  try { call(); } finally { spy.mockRestore(); }
  return text;
}

function failureOf(call: () => void): string {
  try { call(); } catch (error) { return (error as Error).message; }
  return '';
}

const ids = (findings: readonly { ruleId: string; severity: string }[]) => findings.map(({ ruleId, severity }) => `${ruleId} ${severity}`);

describe('a construct that enforces its errors', () => {
  test('stops every kind of synth, with the whole finding, and nothing is written', () => {
    const { app: made, chart } = app();
    gateway(chart, 'ingress');
    enforceErrors(chart);
    const message = failureOf(() => made.synth());
    expect(message).toContain('Validation failed with the following errors:\n  1 error');
    expect(message).toContain('DRN001 error');
    expect(message).toContain('construct prod/ingress');
    expect(message).toContain('fix: ');
    for (const line of message.split('\n').slice(1)) { expect(line.length).toBeLessThanOrEqual(80); }
    for (const call of [() => made.synthYaml(), () => Testing.synth(chart), () => chart.toJson()]) { expect(failureOf(call)).toContain('DRN001 error'); }
  });

  test('says nothing of warnings and of other objects', () => {
    const { app: made, chart } = app();
    gateway(chart, 'ingress', { fine: true });
    gateway(new Chart(made, 'other'), 'other');
    enforceErrors(chart);
    expect(stderrOf(() => made.synth())).toBe('');
  });

  test('all findings of a synth stand in one failure', () => {
    const { app: made, chart } = app();
    gateway(chart, 'one');
    gateway(new Chart(made, 'second'), 'two');
    enforceErrors(chart);
    enforceErrors(made.node.findChild('second'));
    const message = failureOf(() => made.synth());
    expect(message.match(/DRN001 error/g)).toHaveLength(2);
    expect(message).toContain('2 errors');
  });

  test('is left by an acknowledgement with a reason', () => {
    const { app: made, chart } = app();
    gateway(chart, 'ingress');
    enforceErrors(chart);
    const aspects = ValidationAspects.of(chart).acknowledge({ rule: 'DRN001', reason: 'clients retry; agreed with the team' });
    expect(() => made.synth()).not.toThrow();
    expect(aspects.findings().find(({ ruleId }) => ruleId === 'DRN001')?.acknowledged).toEqual({ reason: 'clients retry; agreed with the team', at: 'prod' });
  });
});

describe('of two objects that clash, the one under rules speaks, whichever comes first', () => {
  const map = (scope: Chart, id: string, data: string, name = 'settings', namespace = 'edge'): ApiObject =>
    new ApiObject(scope, id, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data: { data } });
  /** ConfigMaps by id and content, one after the other; those that are called `own` enforce the errors on themselves. */
  const clash = (...objects: readonly (readonly [id: string, data: string])[]): { app: App; made: readonly ApiObject[] } => {
    const { app: root, chart } = app();
    const made = objects.map(([id, data]) => map(chart, id, data));
    made.filter(({ node }) => node.id.startsWith('own')).forEach(enforceErrors);
    return { app: root, made };
  };
  // lines are wrapped
  const said = (call: () => void, words: RegExp): string[] => failureOf(call).replace(/\s+/g, ' ').match(words) ?? [];
  const twice = (root: App): string[] => said(() => root.synthYaml(), /the (?:first|second) is prod\/[a-z0-9]+/g);

  test.each<[string, readonly (readonly [string, string])[], readonly string[]]>([
    ['it is first', [['own', 'a'], ['other', 'b']], ['the second is prod/other']],
    ['it is second', [['other', 'a'], ['own', 'b']], ['the first is prod/other']],
    ['it is between', [['one', 'a'], ['own', 'b'], ['two', 'c']], ['the first is prod/one', 'the second is prod/two']],
    ['it differs from the third only', [['one', 'a'], ['own', 'a'], ['two', 'b']], ['the second is prod/two']],
    ['both are', [['own1', 'a'], ['own2', 'b']], ['the first is prod/own1']],
    ['neither is', [['one', 'a'], ['two', 'b']], []],
    ['both say the same', [['own', 'a'], ['other', 'a']], []],
  ])('LIM009, %s', (_, objects, endings) => {
    expect(twice(clash(...objects).app).sort()).toEqual([...endings].sort());
  });

  test('LIM009 can be acknowledged where the rules stand', () => {
    const { app: root, made: [own] } = clash(['own', 'a'], ['other', 'b']);
    expect(twice(root)).toEqual(['the second is prod/other']);
    ValidationAspects.of(own).acknowledge({ rule: 'LIM009', reason: 'the other one is a template that nobody applies' });
    expect(twice(root)).toEqual([]);
  });

  test.each([['first', ['own', 'other']], ['second', ['other', 'own']]])('LIM010, it is %s', (_, order) => {
    const root = Testing.app({ yamlOutputType: YamlOutputType.FILE_PER_RESOURCE });
    const chart = new Chart(root, 'prod');
    const made = order.map((id) => map(chart, id, 'a', 'settings', id));
    enforceErrors(made[order.indexOf('own')]);
    expect(said(() => root.synth(), /is written to [^:]+/g)).toEqual(['is written to ConfigMap.settings.k8s.yaml, and so is v1 ConfigMap other/settings']);
  });
});

describe('added aspects', () => {
  test('cover what others made, and print warnings once for each app.synth()', () => {
    const { app: made, chart } = app();
    gateway(chart, 'ingress', { fine: true });
    const kplusWorkload = new kplus.Deployment(chart, 'shop', { containers: [{ image: 'shop' }] });
    expect(kplusWorkload.node.path).toBe('prod/shop');
    ValidationAspects.of(made).recommended();
    const found = ValidationAspects.of(made).findings();
    const warnings = found.filter(({ severity }) => severity === 'warning').length;
    const text = stderrOf(() => made.synth());
    expect((text.match(/ warning: /g) ?? []).length).toBe(warnings);
    for (const call of [() => made.synthYaml(), () => Testing.synth(chart)]) { expect(stderrOf(call)).toBe(''); }
  });

  test('strict() stops at warnings', () => {
    const withWarning = (strict: boolean) => {
      const { app: made, chart } = app();
      gateway(chart, 'ingress', { fine: true, annotations: { 'ack.cdk8s-istio.io/DRN001': 'acknowledges nothing, which is a warning' } });
      const aspects = ValidationAspects.of(made);
      if (strict) { aspects.strict(); } else { aspects.recommended(); }
      return made;
    };
    expect(stderrOf(() => withWarning(false).synth())).toContain('ENGINE004 warning');
    expect(failureOf(() => withWarning(true).synth())).toContain('ENGINE004 warning');
  });

  test('hold below their scope only', () => {
    const { app: made, chart } = app();
    gateway(chart, 'ingress');
    ValidationAspects.of(new Chart(made, 'other')).recommended();
    expect(() => made.synth()).not.toThrow();
    ValidationAspects.of(chart).add(new DrainOrderAspect());
    expect(failureOf(() => made.synth())).toContain('DRN001 error');
  });

  test('a change between two synths is seen', () => {
    const { app: made, chart } = app();
    const object = gateway(chart, 'ingress', { fine: true });
    ValidationAspects.of(made).add(new DrainOrderAspect());
    stderrOf(() => expect(() => made.synth()).not.toThrow());
    object.addJsonPatch(JsonPatch.replace('/spec/template/spec/terminationGracePeriodSeconds', 30));
    expect(failureOf(() => made.synth())).toContain('DRN001 error');
  });

  test('each part of the tree is judged on its own platform', () => {
    const { app: made, chart } = app();
    gateway(chart, 'ingress', { fine: true });
    const other = new Chart(made, 'other');
    Platform.istio({ version: '1.27', kubernetesVersion: '1.30' }).applyTo(other);
    gateway(other, 'second');
    ValidationAspects.of(made).add(new DrainOrderAspect());
    expect(ids(ValidationAspects.of(chart).findings().filter(({ severity }) => severity === 'error'))).toEqual([]);
    expect(ids(ValidationAspects.of(other).findings())).toContain('DRN001 error');
  });
});

describe('findings()', () => {
  test('leaves no trace in later output', () => {
    const build = () => {
      const { app: made, chart } = app();
      gateway(chart, 'ingress', { fine: true });
      new kplus.Deployment(chart, 'spread', { spread: true, containers: [{ image: 'nginx' }] });
      return made;
    };
    const looked = build();
    const aspects = ValidationAspects.of(looked).recommended();
    expect(aspects.findings()).toEqual(aspects.findings());
    expect(looked.synthYaml()).toBe(build().synthYaml());
  });

  test('without anything added there are no rules and no findings', () => {
    const { chart } = app();
    gateway(chart, 'ingress');
    expect(ValidationAspects.of(chart).report()).toEqual({ findings: [], notEvaluated: [], rules: [] });
  });

  test('judges expiry against the date handed in', () => {
    const { app: made, chart } = app();
    gateway(chart, 'ingress');
    const aspects = ValidationAspects.of(made).add(new DrainOrderAspect())
      .acknowledge({ rule: 'DRN001', reason: 'until the clients retry', expires: '2026-12-31' });
    const acknowledged = (asOf?: string) => aspects.findings({ asOf }).filter(({ ruleId }) => ruleId === 'DRN001').map((finding) => Boolean(finding.acknowledged));
    expect([acknowledged('2026-12-31'), acknowledged('2027-01-01'), acknowledged()]).toEqual([[true], [false], [true]]);
    expect(ids(aspects.findings({ asOf: '2027-01-01' }))).toContain('ENGINE005 note');
  });
});

describe('what is refused at once', () => {
  const { chart } = app();
  test.each([
    [() => ValidationAspects.of(chart).acknowledge({ rule: 'DRN001', reason: 'no' }),
      '[prod] acknowledgement of DRN001: reason has 2 characters, expected 10 to 1000: say why it is acceptable here'],
    [() => ValidationAspects.of(chart).acknowledge({ rule: 'DRN001', reason: 'a good reason', expires: 'tomorrow' }),
      '[prod] acknowledgement of DRN001: expires is "tomorrow", expected a day such as 2027-01-31'],
    [() => ValidationAspects.of(chart).asOf('20.11.2026'), '[prod] asOf got "20.11.2026", expected a day such as 2026-11-20'],
  ])('%#', (call, message) => expect(call).toThrow(message));

  test('an unknown rule fails the synth and names the place', () => {
    const { app: made, chart: other } = app();
    ValidationAspects.of(other).add(new DrainOrderAspect()).acknowledge({ rule: 'DRN999', reason: 'a rule that is not there' });
    expect(failureOf(() => made.synth())).toContain('acknowledgement of "DRN999" (prod): there is no such rule');
  });
});
