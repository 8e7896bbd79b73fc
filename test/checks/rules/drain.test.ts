import { ASM_GATEWAY, ASM_WAYPOINT, each, EVERY_GATEWAY, INJECTED, MANAGED_GATEWAY, SETTABLE, SIDECAR, WAYPOINT, WRITTEN } from './manifests';
import { MeshFacts, Platform } from '../../../src/platform';
import { ASM, findingsIn, ISTIO, notEvaluated, verdicts } from '../../support/findings';

const s = (seconds: number): string => `${seconds}s`;
const EXIT_ON_ZERO = 'EXIT_ON_ZERO_ACTIVE_CONNECTIONS';
const istio = (version: string, kubernetesVersion?: string): MeshFacts =>
  new MeshFacts({ platform: Platform.istio({ version, kubernetesVersion }), meshConfig: {}, injectionValues: {} });

/** What the rules of this group say; others look at the same manifests. */
const ofDrain = (yaml: string, facts: MeshFacts): string[] => verdicts(yaml, facts).filter((verdict) => verdict.startsWith('DRN'));

describe('DRN001: grace period > termination drain > drain', () => {
  test.each(each(SETTABLE, [
    [61, 60, 59, 'holds'],
    [60, 60, 59, 'grace equals termination drain'],
    [59, 60, 58, 'grace below termination drain'],
    [61, 59, 59, 'termination drain equals drain'],
    [61, 58, 59, 'termination drain below drain'],
    [90, 60, 30, 'holds with room'],
  ] as const))('%s', (_, make, grace, terminationDrain, drain, verdict) => {
    const yaml = make.yaml({ grace, terminationDrain: s(terminationDrain), drain: s(drain) });
    expect(verdicts(yaml, make.facts, 'DRN001')).toEqual(verdict.startsWith('holds') ? [] : ['DRN001 error']);
  });

  test.each([
    ['ASM gateway', ASM_GATEWAY, 'istio-system'], ['ASM waypoint', ASM_WAYPOINT, 'edge'],
  ] as const)('%s beside an ASMProxyConfig with drain times: not judged, because nobody says whether gateways follow it', (_, make, namespace) => {
    const config = (of: string): string => `---
apiVersion: istio.alibabacloud.com/v1
kind: ASMProxyConfig
metadata: {name: drains, namespace: ${of}}
spec: {terminationDrainDuration: 60s, drainDuration: 70s}
`;
    const why = 'ASM documents ASMProxyConfig for sidecars and does not say whether gateways follow it';
    expect(notEvaluated(`${make.yaml({})}${config(namespace)}`, ASM, 'DRN001')).toEqual([expect.stringContaining(why)]);
    expect(verdicts(`${make.yaml({})}${config(namespace)}`, ASM, 'DRN001')).toEqual([]);
    expect(notEvaluated(`${make.yaml({})}${config('elsewhere')}`, ASM, 'DRN001').join()).not.toContain(why);
    // what the gateway says itself comes first
    const own = `${make.yaml({ grace: 29, terminationDrain: s(28), drain: s(28) })}${config(namespace)}`;
    expect(verdicts(own, ASM, 'DRN001')).toEqual(['DRN001 error']);
  });

  test.each([
    [29, 28, []],
    [30, 29, ['DRN001 error']],
    [31, 30, ['DRN001 error']],
  ])('ASM gateway, whose grace period is 30s: termination drain %ds, drain %ds', (terminationDrain, drain, expected) => {
    expect(verdicts(ASM_GATEWAY.yaml({ terminationDrain: s(terminationDrain), drain: s(drain) }), ASM, 'DRN001')).toEqual(expected);
  });

  test.each(EVERY_GATEWAY.filter((make) => make !== ASM_WAYPOINT).map((make) => [make.name, make] as const))(
    '%s: the defaults of the mesh alone are a note', (_, make) => {
      expect(verdicts(make.yaml({}), make.facts, 'DRN001')).toEqual(['DRN001 note']);
    });

  test.each(each([INJECTED, WRITTEN, MANAGED_GATEWAY, WAYPOINT], [
    [{ grace: 60 }, 'note'],
    [{ grace: 60, drain: '45s' }, 'error'],
    [{ grace: 60, terminationDrain: '5s' }, 'error'],
    [{ grace: 6 }, 'note'],
    [{ grace: 5 }, 'error'],
    [{ grace: 4 }, 'error'],
    [{ grace: 30, preStop: 24 }, 'note'],
    [{ grace: 30, preStop: 25 }, 'error'],
  ] as const))('%s: set times, or a grace period that does not outlast preStop and drain', (_, make, wanted, severity) => {
    expect(verdicts(make.yaml(wanted), make.facts, 'DRN001')).toEqual([`DRN001 ${severity}`]);
  });

  test('times of the mesh config are set by somebody', () => {
    const facts = new MeshFacts({
      platform: ISTIO.platform, injectionValues: {}, meshConfig: { defaultConfig: { terminationDrainDuration: '30s', drainDuration: '30s' } },
    });
    const [finding] = findingsIn(INJECTED.yaml({ grace: 60 }), facts).filter(({ ruleId }) => ruleId === 'DRN001');
    expect(finding.severity).toBe('error');
    expect(finding.values.map(({ origin }) => origin)).toContain('set by mesh config (global level)');
    expect(finding.object.kind).toBe('Deployment');
  });

  test('exit-on-zero makes the timers moot on Istio, and not on ASM, whose default it is', () => {
    const broken = { grace: 60, terminationDrain: '60s', drain: '45s' };
    expect(ofDrain(INJECTED.yaml({ ...broken, metadata: { [EXIT_ON_ZERO]: 'true' } }), ISTIO)).toEqual(['DRN005 warning']);
    expect(verdicts(ASM_WAYPOINT.yaml(broken), ASM, 'DRN001')).toEqual(['DRN001 error']);
    expect(verdicts(ASM_WAYPOINT.yaml(broken), ASM, 'DRN005')).toEqual([]);
  });

  test('what is not known is not passed, and what can be decided is', () => {
    const waypoint = ASM_WAYPOINT.yaml({ terminationDrain: '60s', drain: '30s' });
    expect(verdicts(waypoint, ASM, 'DRN001')).toEqual([]);
    expect(notEvaluated(waypoint, ASM, 'DRN001')).toEqual([expect.stringContaining('ASM does not publish')]);
    // broken whatever the grace period is
    expect(verdicts(ASM_WAYPOINT.yaml({ terminationDrain: '30s', drain: '30s' }), ASM, 'DRN001')).toEqual(['DRN001 error']);
  });

  test.each([[61, []], [60, ['DRN001 error']], [59, ['DRN001 error']]])(
    'no termination drain, whatever it is, fits between a grace period of %ds and a drain of 60s', (grace, expected) => {
      expect(verdicts(INJECTED.yaml({ grace, drain: '60s', terminationDrain: 'soon' }), ISTIO, 'DRN001')).toEqual(expected);
    });

  test.each([
    [{}, 30, 45, 60],
    [{ grace: 60 }, 30, 45, 60],
    [{ grace: 5 }, 2, 3, 5],
    [{ grace: 4 }, 2, 3, 4],
    [{ grace: 3 }, 30, 45, 60],
    [{ grace: 40, preStop: 20 }, 10, 15, 40],
    [{ terminationDrain: '30s' }, 15, 30, 45],
    [{ terminationDrain: '31s' }, 16, 31, 46],
    [{ drain: '90s' }, 90, 105, 120],
    [{ grace: 60, terminationDrain: '60s', drain: '30s' }, 30, 60, 75],
    [{ grace: 61, terminationDrain: '30s', drain: '30s' }, 30, 45, 61],
  ])('the fix of %j keeps what can be kept: %d, %d, %d', (wanted, drain, terminationDrain, grace) => {
    const [finding] = findingsIn(INJECTED.yaml(wanted)).filter(({ ruleId }) => ruleId === 'DRN001');
    expect(finding.fix).toBe(`set e.g. drainDuration ${drain}s and terminationDrainDuration ${terminationDrain}s (pod annotation `
      + `proxy.istio.io/config) and terminationGracePeriodSeconds ${grace} (pod template)`);
  });

  test('the numbers of the fix keep the order when they are written', () => {
    for (const wanted of [{}, { grace: 60 }, { grace: 40, preStop: 20 }, { drain: '90s' }, { terminationDrain: '20s' }, { grace: 10, drain: '10s', terminationDrain: '10s' }]) {
      for (const make of [INJECTED, WAYPOINT, ASM_GATEWAY]) {
        const [finding] = findingsIn(make.yaml(wanted), make.facts).filter(({ ruleId }) => ruleId === 'DRN001');
        const [, drain, terminationDrain, grace] = /drainDuration (\d+)s and terminationDrainDuration (\d+)s .*?(?:Seconds|a gateway) (\d+)/.exec(finding.fix)!;
        const preStop = 'preStop' in wanted ? { preStop: wanted.preStop } : {};
        const fixed = make.yaml({ ...preStop, grace: Number(grace), terminationDrain: `${terminationDrain}s`, drain: `${drain}s` });
        expect(verdicts(fixed, make.facts).filter((verdict) => /DRN00[12]/.test(verdict))).toEqual([]);
      }
    }
  });

  test('the finding points at the value to change, with its line', () => {
    const [finding] = findingsIn(WAYPOINT.yaml({ grace: 90, terminationDrain: '30s', drain: '30s' }), ISTIO, { file: 'a.yaml' })
      .filter(({ ruleId }) => ruleId === 'DRN001');
    expect(finding).toMatchObject({ object: { kind: 'Gateway' }, pointer: '/spec/infrastructure/annotations/proxy.istio.io~1config/terminationDrainDuration' });
    expect(finding.line).toBeGreaterThan(10);
    const [grace] = findingsIn(WAYPOINT.yaml({ grace: 40, terminationDrain: '40s', drain: '30s' }), ISTIO).filter(({ ruleId }) => ruleId === 'DRN001');
    expect(grace).toMatchObject({ object: { kind: 'ConfigMap' }, pointer: '/data/deployment/spec/template/spec/terminationGracePeriodSeconds' });
  });

  test.each([
    [46, 45, []],
    [45, 45, ['DRN001 warning']],
    [44, 45, ['DRN001 warning']],
  ])('sidecar: termination drain %ds, drain %ds', (terminationDrain, drain, expected) => {
    const yaml = SIDECAR.yaml({ grace: 90, terminationDrain: s(terminationDrain), drain: s(drain) });
    expect(verdicts(yaml, ISTIO, 'DRN001', { native: false })).toEqual(expected);
    expect(verdicts(yaml, ISTIO, 'DRN001', { native: true })).toEqual([]);
  });

  test('a sidecar whose termination drain nobody set is not blamed', () => {
    expect(verdicts(SIDECAR.yaml({ grace: 90, drain: '45s' }), ISTIO, 'DRN001', { native: false })).toEqual([]);
  });
});

describe('DRN002: the grace period starts before preStop', () => {
  test.each(each(SETTABLE, [
    [61, 15, 45, []],
    [60, 15, 45, ['DRN002 error']],
    [59, 15, 45, ['DRN002 error']],
  ] as const))('%s', (_, make, grace, preStop, terminationDrain, expected) => {
    expect(verdicts(make.yaml({ grace, preStop, terminationDrain: s(terminationDrain), drain: '30s' }), make.facts, 'DRN002')).toEqual(expected);
  });

  test.each([
    [9, []],
    [10, ['DRN002 error']],
    [11, ['DRN002 error']],
  ])('ASM gateway, whose grace period is 30s: preStop %ds and 20s', (preStop, expected) => {
    expect(verdicts(ASM_GATEWAY.yaml({ preStop, terminationDrain: '20s', drain: '10s' }), ASM, 'DRN002')).toEqual(expected);
  });

  test('a preStop as long as the grace period breaks it whatever the drain is', () => {
    const yaml = (preStop: number): string => INJECTED.yaml({ grace: 30, preStop, terminationDrain: 'soon' });
    expect(verdicts(yaml(30), ISTIO, 'DRN002')).toEqual(['DRN002 error']);
    expect(verdicts(yaml(29), ISTIO, 'DRN002')).toEqual([]);
    expect(notEvaluated(yaml(29), ISTIO, 'DRN002')).toHaveLength(1);
  });

  test('a drain as long as the grace period breaks it whatever the hook takes', () => {
    const script = { preStop: { exec: { command: ['/bin/sh', '-c', '/wait.sh'] } } };
    const yaml = (grace: number): string => INJECTED.yaml({ grace, preStop: script, terminationDrain: '45s', drain: '30s' });
    expect(verdicts(yaml(45), ISTIO, 'DRN002')).toEqual(['DRN002 error']);
    expect(verdicts(yaml(46), ISTIO, 'DRN002')).toEqual([]);
    expect(notEvaluated(yaml(46), ISTIO, 'DRN002')).toHaveLength(1);
  });

  test.each([
    [{ grace: 6 }, []],
    [{ grace: 5 }, ['DRN002 warning']],
    [{ grace: 4 }, ['DRN002 warning']],
    [{ grace: 20, terminationDrain: '20s' }, ['DRN002 error']],
    [{ grace: 5, drain: '4s' }, ['DRN002 error']],
    [{ grace: 15, preStop: 10 }, ['DRN002 error']],
    [{ grace: 16, preStop: 10 }, []],
  ])('sidecar with %j: %j', (wanted, expected) => {
    expect(verdicts(SIDECAR.yaml(wanted), ISTIO, 'DRN002', { native: false })).toEqual(expected);
    expect(verdicts(SIDECAR.yaml(wanted), ISTIO, 'DRN002', { native: true })).toEqual([]);
  });
});

describe('DRN003: a hook whose time cannot be read', () => {
  test.each(each([INJECTED, WRITTEN, MANAGED_GATEWAY, WAYPOINT, ASM_WAYPOINT, ASM_GATEWAY, SIDECAR], [
    [{ preStop: { exec: { command: ['/bin/sh', '-c', 'sleep 10 && echo'] } } }, ['DRN003 note']],
    [{ preStop: { httpGet: { path: '/', port: 80 } } }, ['DRN003 note']],
    [{ preStop: { exec: { command: ['/bin/sh', '-c', 'sleep 10'] } } }, []],
    [{ preStop: { sleep: { seconds: 10 } } }, []],
    [{ postStart: { exec: { command: ['x'] } }, preStop: null }, []],
  ] as const))('%s', (_, make, preStop, expected) => {
    expect(verdicts(make.yaml({ preStop }), make.facts, 'DRN003', { native: false })).toEqual(expected);
  });

  test('a hook with two handlers is DRN013', () => {
    expect(verdicts(INJECTED.yaml({ preStop: { preStop: { exec: { command: ['x'] }, sleep: { seconds: 1 } } } }), ISTIO, 'DRN003')).toEqual([]);
  });
});

describe('DRN004: the sleep action and the grace period', () => {
  test.each(each([INJECTED, WRITTEN, MANAGED_GATEWAY, WAYPOINT, ASM_WAYPOINT, SIDECAR], [
    [30, 29, []], [30, 30, []], [30, 31, ['DRN004 error']], [30, 0, []], [30, -1, ['DRN004 error']], [0, 1, ['DRN004 error']], [-1, 1, []], [-1, 2, ['DRN004 error']],
  ] as const))('%s', (_, make, grace, preStop, expected) => {
    expect(verdicts(make.yaml({ grace, preStop }), make.facts, 'DRN004')).toEqual(expected);
  });

  test.each([[30, []], [31, ['DRN004 error']]])('ASM gateway: sleep %ds', (preStop, expected) => {
    expect(verdicts(ASM_GATEWAY.yaml({ preStop }), ASM, 'DRN004')).toEqual(expected);
  });

  test('the author\'s sleep under the grace period of a template of the injector', () => {
    const yaml = INJECTED.yaml({ grace: 30, preStop: 20 }).replace('templates: gateway', 'templates: gateway,own');
    const withGrace = (grace: number): MeshFacts => new MeshFacts({
      platform: ISTIO.platform, meshConfig: {}, injectionValues: { sidecarInjectorWebhook: { templates: { own: `spec: {terminationGracePeriodSeconds: ${grace}}` } } },
    });
    expect([10, 20].map((grace) => verdicts(yaml, withGrace(grace), 'DRN004'))).toEqual([['DRN004 error'], []]);
  });

  test.each([['1.32', ['DRN004 error'], 0], ['1.33', [], 0], [undefined, [], 1]])('sleep 0 on Kubernetes %s', (version, expected, open) => {
    const yaml = INJECTED.yaml({ preStop: 0 });
    expect(verdicts(yaml, istio('1.30.3', version), 'DRN004')).toEqual(expected);
    expect(notEvaluated(yaml, istio('1.30.3', version), 'DRN004')).toHaveLength(open);
  });

  test('a grace period that is not known leaves it open, but not a negative sleep', () => {
    expect(notEvaluated(ASM_WAYPOINT.yaml({ preStop: 31 }), ASM, 'DRN004')).toHaveLength(1);
    expect(verdicts(ASM_WAYPOINT.yaml({ preStop: -1 }), ASM, 'DRN004')).toEqual(['DRN004 error']);
  });

  test.each(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job'])('a %s that is no proxy is judged as well', (kind) => {
    const yaml = `apiVersion: ${kind === 'Job' ? 'batch/v1' : 'apps/v1'}\nkind: ${kind}\nmetadata: {name: a, namespace: b}\nspec:\n  template:\n`
      + '    spec:\n      initContainers: [{name: i, image: i, restartPolicy: Always, lifecycle: {preStop: {sleep: {seconds: 31}}}}]\n'
      + '      containers: [{name: c, image: c, lifecycle: {postStart: {sleep: {seconds: -1}}}}]\n';
    expect(verdicts(yaml, ISTIO, 'DRN004')).toEqual(['DRN004 error', 'DRN004 error']);
  });

  test('a Pod and a CronJob too', () => {
    const pod = '{restartPolicy: Never, containers: [{name: c, image: c, lifecycle: {preStop: {sleep: {seconds: 31}}}}]}';
    expect(verdicts(`apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: ${pod}\n`, ISTIO)).toEqual(['DRN004 error']);
    const schedule = `{schedule: "@daily", jobTemplate: {spec: {template: {spec: ${pod}}}}}`;
    expect(verdicts(`apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: a}\nspec: ${schedule}\n`, ISTIO)).toEqual(['DRN004 error']);
  });
});

describe('DRN005: a termination drain that nobody reads', () => {
  test.each(each([INJECTED, WRITTEN, MANAGED_GATEWAY, SIDECAR], [
    [{ grace: 90, drain: '30s', terminationDrain: '60s', metadata: { [EXIT_ON_ZERO]: 'true' } }, ['DRN005 warning']],
    [{ grace: 90, drain: '30s', terminationDrain: '60s', metadata: { [EXIT_ON_ZERO]: 'false' } }, []],
    [{ grace: 90, drain: '30s', metadata: { [EXIT_ON_ZERO]: 'true' } }, []],
    [{ grace: 90, drain: '30s', terminationDrain: '60s' }, []],
  ] as const))('%s', (_, make, wanted, expected) => {
    expect(verdicts(make.yaml(wanted), make.facts, 'DRN005', { native: false })).toEqual(expected);
  });

  test('on ASM sidecars exit-on-zero is the default, on its gateways the documented order counts', () => {
    const wanted = { grace: 90, drain: '10s', terminationDrain: '20s' };
    expect(verdicts(SIDECAR.yaml(wanted), ASM, 'DRN005', { native: false })).toEqual(['DRN005 warning']);
    expect(verdicts(ASM_GATEWAY.yaml(wanted), ASM, 'DRN005')).toEqual([]);
    expect(verdicts(ASM_GATEWAY.yaml({ ...wanted, metadata: { [EXIT_ON_ZERO]: 'true' } }), ASM, 'DRN005')).toEqual(['DRN005 warning']);
  });
});

describe('DRN006, DRN007: the minimum wait of exit-on-zero', () => {
  const wanted = (minimum: number) => ({ metadata: { [EXIT_ON_ZERO]: 'true', MINIMUM_DRAIN_DURATION: s(minimum) } });

  test.each(each([INJECTED, WRITTEN, MANAGED_GATEWAY, SIDECAR], [
    [31, 10, 20, []], [30, 10, 20, ['DRN006 error']], [29, 10, 20, ['DRN006 error']],
  ] as const))('%s', (_, make, grace, preStop, minimum, expected) => {
    expect(verdicts(make.yaml({ grace, preStop, ...wanted(minimum) }), make.facts, 'DRN006', { native: false })).toEqual(expected);
  });

  test.each(each([INJECTED, WRITTEN, MANAGED_GATEWAY, SIDECAR], [
    [21, 20, []], [20, 20, []], [19, 20, ['DRN007 note']],
  ] as const))('%s', (_, make, drain, minimum, expected) => {
    expect(verdicts(make.yaml({ grace: 60, drain: s(drain), ...wanted(minimum) }), make.facts, 'DRN007', { native: false })).toEqual(expected);
  });

  test('without exit-on-zero the minimum is not used', () => {
    const yaml = INJECTED.yaml({ grace: 30, drain: '1s', metadata: { MINIMUM_DRAIN_DURATION: '60s' } });
    expect(verdicts(yaml, ISTIO).filter((verdict) => /DRN00[67]/.test(verdict))).toEqual([]);
  });
});

describe('DRN008: exit-on-zero on ambient gateways', () => {
  test.each([
    ['1.29.5', ['DRN008 warning'], 0], ['1.29.6', [], 0], ['1.30.2', ['DRN008 warning'], 0], ['1.30.3', [], 0], ['1.30', [], 1],
  ])('Istio %s', (version, expected, open) => {
    for (const make of [WAYPOINT, MANAGED_GATEWAY]) {
      const yaml = make.yaml({ metadata: { [EXIT_ON_ZERO]: 'true' } });
      expect(verdicts(yaml, istio(version, '1.33'), 'DRN008')).toEqual(expected);
      expect(notEvaluated(yaml, istio(version, '1.33'), 'DRN008')).toHaveLength(open);
    }
  });

  test('gateways by injection have no HBONE listeners of that kind, and ASM does not say', () => {
    expect(verdicts(INJECTED.yaml({ metadata: { [EXIT_ON_ZERO]: 'true' } }), istio('1.29.5', '1.33'), 'DRN008')).toEqual([]);
    expect(verdicts(ASM_WAYPOINT.yaml({}), ASM, 'DRN008')).toEqual([]);
    expect(notEvaluated(ASM_WAYPOINT.yaml({}), ASM, 'DRN008')).toHaveLength(1);
  });
});

describe('DRN009: durations that are not read as written', () => {
  test.each(each([INJECTED, WRITTEN, MANAGED_GATEWAY, WAYPOINT, SIDECAR], [
    ['drain', '999ms', ['DRN009 error']], ['drain', '1s', []], ['drain', '1001ms', ['DRN009 error']], ['drain', '0s', ['DRN009 error']],
    ['drain', '1m', []], ['drain', '-1s', ['DRN009 error']], ['drain', '45', ['DRN009 error']],
    ['terminationDrain', '1500ms', ['DRN009 note']], ['terminationDrain', '1m', []], ['terminationDrain', 'soon', ['DRN009 error']],
    ['terminationDrain', '-5s', ['DRN009 error']], ['terminationDrain', '0s', []],
  ] as const))('%s', (_, make, field, text, expected) => {
    expect(verdicts(make.yaml({ [field]: text }), make.facts, 'DRN009')).toEqual(expected);
  });

  test.each(each([ASM_WAYPOINT, ASM_GATEWAY], [
    ['20s', []], ['1500ms', ['DRN009 error']], ['1m', ['DRN009 error']],
  ] as const))('%s', (_, make, terminationDrain, expected) => {
    expect(verdicts(make.yaml({ terminationDrain }), ASM, 'DRN009')).toEqual(expected);
  });

  test.each([['10', []], ['10s', ['DRN009 error']], ['1.5', ['DRN009 error']]])('ASM, the variable %j', (value, expected) => {
    const yaml = SIDECAR.yaml({ metadata: { TERMINATION_DRAIN_DURATION_SECONDS: value } });
    expect(verdicts(yaml, ASM, 'DRN009', { native: false })).toEqual(expected);
  });
});

describe('DRN010, DRN017: the grace period itself', () => {
  test.each(each([...SETTABLE, SIDECAR], [
    [-1, ['DRN010 error']], [1, []], [599, []], [600, []], [601, ['DRN017 note']],
  ] as const))('%s', (_, make, grace, expected) => {
    expect(verdicts(make.yaml({ grace }), make.facts).filter((verdict) => /DRN01[07]/.test(verdict))).toEqual(expected);
  });

  test('zero is an error for gateways and waypoints; a sidecar goes with its application', () => {
    for (const make of SETTABLE) { expect(verdicts(make.yaml({ grace: 0 }), make.facts, 'DRN010')).toEqual(['DRN010 error']); }
    expect(verdicts(SIDECAR.yaml({ grace: 0 }), ISTIO, 'DRN010')).toEqual([]);
  });
});

describe('DRN011, DRN012: what a sidecar loses', () => {
  test.each([
    [{ terminationDrain: '60s' }, 'terminationDrainDuration'],
    [{ metadata: { [EXIT_ON_ZERO]: 'true' } }, EXIT_ON_ZERO],
    [{ metadata: { MINIMUM_DRAIN_DURATION: '10s' } }, 'MINIMUM_DRAIN_DURATION'],
  ])('a native sidecar ignores %j', (wanted, name) => {
    const yaml = SIDECAR.yaml({ grace: 90, ...wanted });
    const findings = findingsIn(yaml, ISTIO, { native: true }).filter(({ ruleId }) => ruleId === 'DRN011');
    expect(findings.map(({ message }) => message)).toEqual([expect.stringContaining(`${name} has no effect`)]);
    expect(verdicts(yaml, ISTIO, 'DRN011', { native: false })).toEqual([]);
    expect(notEvaluated(yaml, istio('1.30.3'), 'DRN011')).toHaveLength(1);
  });

  test('a lifecycle of one\'s own is overridden on ASM, and not on Istio', () => {
    expect(verdicts(SIDECAR.yaml({ preStop: 5 }), ASM, 'DRN011', { native: true })).toEqual(['DRN011 warning']);
    // a hook that the template wrote, in a pod that was injected before
    expect(verdicts(SIDECAR.yaml({ preStop: 5, annotations: { 'sidecar.istio.io/status': '{}' } }), ASM, 'DRN011', { native: true })).toEqual([]);
    expect(verdicts(SIDECAR.yaml({ preStop: 5 }), ISTIO, 'DRN011', { native: true })).toEqual([]);
  });

  const sleep = { preStop: { exec: { command: ['sleep', '5'] } } };
  const waits = { ...sleep, postStart: { exec: { command: ['pilot-agent', 'wait'] } } };
  const installation = (lifecycle: object, nativeSidecars: boolean) => new MeshFacts({
    platform: Platform.istio({ version: '1.30.3', kubernetesVersion: '1.33', nativeSidecars }),
    meshConfig: {},
    injectionValues: { global: { proxy: { lifecycle } } },
  });
  const held = (hold: string, wanted = {}) => SIDECAR.yaml({ ...wanted, terminationDrain: '10s' })
    .replace('terminationDrainDuration: 10s', `holdApplicationUntilProxyStarts: ${hold}`);

  test.each([['false', []], ['true', ['DRN012 warning']]])('hold %s with a lifecycle of the installation', (hold, expected) => {
    expect(verdicts(held(hold), installation(sleep, false), 'DRN012')).toEqual(expected);
    expect(verdicts(held(hold), installation(sleep, true), 'DRN012')).toEqual([]);
    expect(verdicts(held(hold), installation(waits, false), 'DRN012')).toEqual([]);
  });

  test('a lifecycle in the pod is merged with the hold', () => {
    expect(verdicts(held('true', { preStop: sleep }), ISTIO, 'DRN012', { native: false })).toEqual([]);
  });

  test('on ASM the hold is on without anybody setting it', () => {
    const policy = (lifecycle: object) => `${SIDECAR.yaml({})}---\n${JSON.stringify({
      apiVersion: 'istio.alibabacloud.com/v1beta1', kind: 'ASMProxyConfig', metadata: { name: 'p', namespace: 'edge' }, spec: { lifecycle },
    })}\n`;
    expect(verdicts(policy(sleep), ASM, 'DRN012', { native: false })).toEqual(['DRN012 warning']);
    expect(verdicts(policy(waits), ASM, 'DRN012', { native: false })).toEqual([]);
    expect(verdicts(SIDECAR.yaml({}), ASM, 'DRN012', { native: false })).toEqual([]);
  });
});

describe('DRN013: one handler', () => {
  test.each(each([INJECTED, WRITTEN, MANAGED_GATEWAY, WAYPOINT, ASM_WAYPOINT, ASM_GATEWAY, SIDECAR], [
    [{ preStop: {} }, ['DRN013 error']],
    [{ preStop: { grpc: { port: 1 } } }, ['DRN013 error']],
    [{ preStop: { sleep: { seconds: 1 } } }, []],
    [{ preStop: { sleep: { seconds: 1 }, exec: null } }, []],
    [{ preStop: { sleep: { seconds: 1 }, exec: { command: ['x'] } } }, ['DRN013 error']],
    [{ preStop: { sleep: { seconds: 1 } }, postStart: { tcpSocket: { port: 1 }, httpGet: { port: 1 }, exec: { command: ['x'] } } }, ['DRN013 error']],
  ] as const))('%s', (_, make, preStop, expected) => {
    // an overlay of null deletes, in YAML as well as in the merge
    expect(verdicts(make.yaml({ preStop }), make.facts, 'DRN013', { native: false })).toEqual(expected);
  });

  test('a native sidecar has a preStop of its own: another kind of handler beside it makes two', () => {
    const preStop = (hook: object) => verdicts(SIDECAR.yaml({ preStop: { preStop: hook } }), ISTIO, 'DRN013', { native: true });
    expect(preStop({ sleep: { seconds: 5 } })).toEqual(['DRN013 error']);
    expect(preStop({ exec: { command: ['sleep', '5'] } })).toEqual([]);
  });

  test('an overlay that adds a handler to one that is there leaves both, and is told so', () => {
    const facts = new MeshFacts({
      platform: ISTIO.platform, meshConfig: {}, injectionValues: { global: { proxy: { lifecycle: { preStop: { exec: { command: ['sleep', '5'] } } } } } },
    });
    const findings = findingsIn(MANAGED_GATEWAY.yaml({ preStop: 10 }), facts).filter(({ ruleId }) => ruleId === 'DRN013');
    expect(findings).toMatchObject([{ object: { kind: 'ConfigMap', name: 'options' }, fix: expect.stringContaining('exec: null') }]);
  });
});

describe('DRN014: shells in distroless images', () => {
  const shell = { preStop: { exec: { command: ['/bin/sh', '-c', 'sleep 5'] } }, postStart: { exec: { command: ['bash', '-c', 'x'] } } };
  test.each([
    ['docker.io/istio/proxyv2:1.30.3-distroless', shell, 2],
    ['docker.io/istio/proxyv2:1.30.3', shell, 0],
    ['distroless.example.com/proxyv2:1.30.3', shell, 0],
    ['docker.io/istio/proxyv2:1.30.3-distroless', { preStop: { sleep: { seconds: 5 } } }, 0],
    ['docker.io/istio/proxyv2:1.30.3-distroless', { postStart: { exec: { command: ['pilot-agent', 'wait'] } } }, 0],
  ])('%s', (image, preStop, count) => {
    const yaml = WRITTEN.yaml({ preStop }).replace('docker.io/istio/proxyv2:1.30.3', image);
    expect(verdicts(yaml, ISTIO, 'DRN014')).toEqual(Array.from({ length: count }, () => 'DRN014 warning'));
  });
});

describe('DRN015: a pause for the load balancer', () => {
  const withService = (yaml: string, type: string): string => `${yaml}---\napiVersion: v1\nkind: Service\nmetadata: {name: edge, namespace: edge}\n`
    + `spec: {type: ${type}, selector: {app: edge}, ports: [{port: 80}]}\n`;
  test.each([
    ['LoadBalancer', 0, ['DRN015 note']], ['LoadBalancer', 1, []], ['ClusterIP', 0, []],
  ])('Service of type %s, preStop %ds', (type, preStop, expected) => {
    expect(verdicts(withService(INJECTED.yaml({ grace: 60, ...preStop ? { preStop } : {} }), type), ISTIO, 'DRN015')).toEqual(expected);
  });

  test('a managed gateway has a load balancer of its own, a waypoint has none', () => {
    expect(verdicts(MANAGED_GATEWAY.yaml({}), ISTIO, 'DRN015')).toEqual(['DRN015 note']);
    expect(verdicts(WAYPOINT.yaml({}), ISTIO, 'DRN015')).toEqual([]);
    expect(notEvaluated(ASM_GATEWAY.yaml({}), ASM, 'DRN015')).toHaveLength(1);
  });
});

describe('DRN016: the variable and the field', () => {
  const yaml = (terminationDrain: string | undefined, value: string): string => SIDECAR.yaml({
    grace: 90, ...terminationDrain === undefined ? {} : { terminationDrain }, metadata: { TERMINATION_DRAIN_DURATION_SECONDS: value },
  });
  test.each([
    ['20s', '19', ['DRN016 warning']], ['20s', '20', []], ['20s', '21', ['DRN016 warning']], [undefined, '20', []],
  ])('ASM: field %s, variable %s', (field, variable, expected) => {
    expect(verdicts(yaml(field, variable), ASM, 'DRN016', { native: false })).toEqual(expected);
  });

  test('on Istio the variable is not read, so that the default counts', () => {
    expect(verdicts(yaml(undefined, '20'), ISTIO, 'DRN016', { native: false })).toEqual(['DRN016 warning']);
    expect(verdicts(yaml(undefined, '5'), ISTIO, 'DRN016', { native: false })).toEqual([]);
  });
});

describe('proxies that do not run', () => {
  test('are not judged', () => {
    const refused = ASM_GATEWAY.yaml({ terminationDrain: '60s', drain: '60s', replicas: 2 }).replace('istio-system', 'elsewhere');
    expect(ofDrain(refused, ASM)).toEqual([]);
    const hostNetwork = INJECTED.yaml({ terminationDrain: '60s', drain: '60s' }).replace('      containers:', '      hostNetwork: true\n      containers:');
    expect(ofDrain(hostNetwork, ISTIO)).toEqual([]);
  });
});
