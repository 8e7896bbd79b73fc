import { Chart, Duration, Testing } from 'cdk8s';
import { parse } from 'yaml';
import { ADAPTERS, autoscaler, chart, EVERY_METRIC, PODINFO, PROMETHEUS, refusal } from './support';
import { MeshAutoscaler, MeshMetric, MetricsAdapter, PrometheusAdapterConfig, ScaleTarget, ScalingBehaviors } from '../../src/autoscaling';
import { Platform } from '../../src/platform';
import { bestTime } from '../support/cpu-time';
import { ownSchemas } from '../support/own-crds';
import { describeWithSchemas, kubernetesSchemas } from '../support/schemas';

const RATE = EVERY_METRIC[0];
const named = (name: string) => MeshMetric.requestRate({ perPod: 10, name });

describe('the kube-metrics-adapter', () => {
  const { metadata, spec } = autoscaler().resource.toJson();

  test('reads the query from the annotations of the autoscaler, and knows the server by its installation', () => {
    expect(metadata.annotations).toEqual({
      'metric-config.external.podinfo-requests-per-second.prometheus/query': expect.stringMatching(/^sum\(rate\(/),
    });
    expect(spec.metrics[0].external.metric).toEqual({ name: 'podinfo-requests-per-second', selector: { matchLabels: { type: 'prometheus' } } });
  });

  test('asks as often as it is told, and the server that it is told', () => {
    const adapter = MetricsAdapter.kubeMetricsAdapter({ prometheus: PROMETHEUS, interval: Duration.minutes(2), annotateServer: true });
    expect(Object.keys(autoscaler({ adapter }).resource.toJson().metadata.annotations)).toEqual([
      'metric-config.external.podinfo-requests-per-second.prometheus/interval', 'metric-config.external.podinfo-requests-per-second.prometheus/prometheus-server',
      'metric-config.external.podinfo-requests-per-second.prometheus/query',
    ]);
    expect(autoscaler({ adapter }).resource.toJson().metadata.annotations['metric-config.external.podinfo-requests-per-second.prometheus/interval']).toBe('120s');
  });

  test('annotations of the user stay beside', () => {
    expect(autoscaler({ annotations: { team: 'shop' }, labels: { app: 'podinfo' } }).resource.toJson().metadata)
      .toMatchObject({ annotations: { team: 'shop' }, labels: { app: 'podinfo' } });
  });

  test.each([
    ['requests.per.second', "'metrics': the name of a metric must not have a dot: the key of its annotation would have five parts, and the adapter would ignore it in silence, "
      + 'got "requests.per.second"; give it another name (TEL001)'],
    ['a/b', 'must not have a "/"'],
    ['prometheus-query', 'must not be "prometheus-query"'],
    ['requests_per_second', 'must be a DNS label: small letters, digits or "-"'],
    ['x'.repeat(63), 'nothing refuses it'],
    ['x'.repeat(64), 'must be a DNS label of at most 63 characters, not 64'],
    ['', "'metrics' must have names, got \"\""],
  ])('a metric called %j', (name, message) => {
    expect(refusal(() => autoscaler({ metrics: [named(name)] }))).toContain(message);
  });
});

describe('the kube-metrics-adapter with its legacy annotations', () => {
  test('has one metric, and a label picks the query', () => {
    const { metadata, spec } = autoscaler({ adapter: ADAPTERS.legacy, metrics: [named('processed-requests-per-second')] }).resource.toJson();
    expect(Object.keys(metadata.annotations)).toEqual(['metric-config.external.prometheus-query.prometheus/processed-requests-per-second']);
    expect(spec.metrics[0].external.metric).toEqual({ name: 'prometheus-query', selector: { matchLabels: { 'query-name': 'processed-requests-per-second' } } });
  });

  test.each([
    ['query', 'TEL003'], ['query-name', 'TEL003'], ['per-replica', 'TEL003'], ['interval', 'TEL003'], ['min-pod-ready-age', 'TEL003'], ['prometheus-server', 'TEL003'],
    ['prometheus-server-alias', 'TEL003'], ['a/b', 'TEL001'], ['a b', 'TEL004'], ['x'.repeat(64), 'TEL004'],
    ['x'.repeat(63), 'nothing'], ['a.b_c', 'nothing'],
  ])('a query called %j: %s', (name, rule) => {
    expect(refusal(() => autoscaler({ adapter: ADAPTERS.legacy, metrics: [named(name)] }))).toContain(rule);
  });

  test('says which build reads it on which Kubernetes', () => {
    const old = chart();
    Platform.istio({ kubernetesVersion: '1.33' }).applyTo(old);
    expect(autoscaler({ adapter: ADAPTERS.legacy }, old).notes[0]).toContain('stops working on Kubernetes 1.26 or later, here 1.33;');
  });
});

describe('the prometheus-adapter', () => {
  const made = autoscaler({ adapter: ADAPTERS.prometheusAdapter });

  test('has a rule for each metric, which the namespace of the autoscaler does not narrow', () => {
    expect(made.externalRules).toEqual([{
      seriesQuery: 'up',
      resources: { namespaced: false },
      name: { as: 'test-podinfo-requests-per-second' },
      metricsQuery: made.queries['test-podinfo-requests-per-second'],
    }]);
    expect(made.resource.toJson().metadata.annotations).toBeUndefined();
    expect(made.resource.toJson().spec.metrics[0].external.metric).toEqual({ name: 'test-podinfo-requests-per-second' });
  });

  test.each([
    ['http://prometheus.monitoring.svc:9090', { url: 'http://prometheus.monitoring.svc', port: 9090, path: '' }],
    ['https://prometheus.example.com', { url: 'https://prometheus.example.com', port: 0, path: '' }],
    ['http://thanos:10902/prom/eu/', { url: 'http://thanos', port: 10902, path: '/prom/eu' }],
  ])('its chart wants %s in parts', (prometheus, parts) => {
    expect(autoscaler({ adapter: MetricsAdapter.prometheusAdapter({ prometheus }) }).chartValues.prometheus).toEqual(parts);
  });

  test('the values of its chart have the rules', () => {
    expect(made.chartValues.rules).toEqual({ default: false, external: made.externalRules });
  });

  test('one ConfigMap has the rules of several autoscalers', () => {
    const scope = chart();
    const adapter = MetricsAdapter.prometheusAdapter({ prometheus: PROMETHEUS, configMapName: 'rules' });
    const autoscalers = ['podinfo', 'backend'].map((name) => autoscaler({ adapter, target: ScaleTarget.named({ name, namespace: 'test' }) }, scope, name));
    const { resource } = new PrometheusAdapterConfig(scope, 'rules', { autoscalers, namespace: 'monitoring' });
    const { data, metadata } = resource.toJson();
    expect(metadata).toMatchObject({ name: 'rules', namespace: 'monitoring' });
    expect(parse(data['config.yaml'])).toEqual({ externalRules: autoscalers.flatMap(({ externalRules }) => externalRules) });
    expect(autoscalers[0].installCommands[1]).toBe('helm -n monitoring upgrade --install prometheus-adapter prometheus-community/prometheus-adapter '
      + '--set prometheus.url=http://prometheus.istio-system.svc --set prometheus.port=9090 --set rules.existing=rules');
  });

  test('its ConfigMap refuses what has no rules, and one name twice', () => {
    const config = (...autoscalers: MeshAutoscaler[]) => refusal(() => new PrometheusAdapterConfig(chart(), 'rules', { autoscalers }));
    expect(config(autoscaler())).toBe(
      "[app/rules] 'autoscalers' must have metrics for the prometheus-adapter, got app/podinfo with none; give it MetricsAdapter.prometheusAdapter");
    expect(config(made, made)).toContain('got "test-podinfo-requests-per-second" twice');
  });

  test('a query must not begin a template', () => {
    const filter = { labels: { a: '<<.Series>>' } };
    expect(refusal(() => autoscaler({ adapter: ADAPTERS.prometheusAdapter, metrics: [MeshMetric.requestRate({ perPod: 1, filter })] })))
      .toContain('must have queries without "<<"');
    expect(refusal(() => autoscaler({ metrics: [MeshMetric.requestRate({ perPod: 1, filter })] }))).toBe('nothing refuses it');
  });

  test.each([['up', true], ['{job="prometheus"}', true], ['sum(up)', false], ['up[5m]', false], ['up{', false]])('the series %s', (seriesQuery, fine) => {
    expect(refusal(() => MetricsAdapter.prometheusAdapter({ prometheus: PROMETHEUS, seriesQuery })) === 'nothing refuses it').toBe(fine);
  });
});

describe('KEDA', () => {
  const { apiVersion, kind, spec } = autoscaler({
    adapter: MetricsAdapter.keda({ prometheus: PROMETHEUS, pollingInterval: Duration.seconds(20), authentication: 'prometheus' }),
    metrics: [RATE, MeshMetric.requestRate({ perPod: 0.5, name: 'half' }), MeshMetric.errorRate({ percent: 5 }), MeshMetric.cpuUtilization(70)],
    minReplicas: 2,
    behavior: ScalingBehaviors.steady(),
  }).resource.toJson();

  test('has a ScaledObject with a trigger for each metric', () => {
    expect([apiVersion, kind]).toEqual(['keda.sh/v1alpha1', 'ScaledObject']);
    expect(spec).toMatchObject({ scaleTargetRef: { name: 'podinfo' }, minReplicaCount: 2, maxReplicaCount: 5, pollingInterval: 20 });
    expect(spec.triggers[0]).toEqual({
      type: 'prometheus',
      name: 'podinfo-requests-per-second',
      metricType: 'AverageValue',
      metadata: { serverAddress: PROMETHEUS, query: expect.stringMatching(/^sum\(rate\(/), threshold: '10' },
      authenticationRef: { name: 'prometheus' },
    });
    expect(spec.triggers[2]).toMatchObject({ metricType: 'Value', metadata: { threshold: '5' } });
    expect(spec.triggers[3]).toEqual({ type: 'cpu', metricType: 'Utilization', metadata: { value: '70' } });
    expect(spec.advanced.horizontalPodAutoscalerConfig.behavior.scaleDown.stabilizationWindowSeconds).toBe(600);
  });

  test('reads thresholds without suffixes', () => {
    expect(spec.triggers[1].metadata.threshold).toBe('0.5');
  });

  test.each([[54, 'nothing refuses it'], [55, "'name' must have at most 54 characters for KEDA, which puts \"keda-hpa-\" before it, got 55"]])(
    'a name of %d characters', (length, message) => {
      const name = 'x'.repeat(length);
      // the names of metrics follow that of the autoscaler
      expect(refusal(() => autoscaler({ adapter: ADAPTERS.keda, name, metrics: [named('rate')] }))).toContain(message);
    });

  test('a fallback is for what KEDA asks Prometheus for, and what needs a newer KEDA is said', () => {
    const adapter = MetricsAdapter.keda({ prometheus: PROMETHEUS, fallback: { failures: 3, replicas: 4 } });
    expect(autoscaler({ adapter }).resource.toJson().spec.fallback).toEqual({ failureThreshold: 3, replicas: 4 });
    const [rate, latency, cpu, memory] = [EVERY_METRIC[0], EVERY_METRIC[1], MeshMetric.cpuUtilization(70), MeshMetric.memoryUtilization(70)];
    const notes = (...metrics: MeshMetric[]) => autoscaler({ adapter, metrics }).notes;
    expect(notes(rate)).toEqual([]);
    expect(notes(rate, latency)).toEqual([expect.stringContaining('the fallback of podinfo-average-latency, compared as a value, needs KEDA 2.18 or later')]);
    expect(notes(latency)).toEqual([expect.stringContaining('needs KEDA 2.18 or later')]);
    expect(notes(rate, cpu)).toEqual([
      expect.stringContaining('a fallback beside cpu needs KEDA 2.17 or later'), expect.stringContaining('may set the replicas of the fallback although cpu asks for more'),
    ]);
    expect(notes(rate, latency, cpu, memory)).toEqual([expect.stringContaining('needs KEDA 2.18'), expect.stringContaining('although cpu and memory ask for more')]);
    expect(refusal(() => notes(cpu, memory))).toContain("'metrics' must have another one than cpu and memory where the adapter has a fallback, which KEDA has for none of these, got cpu and memory");
    // without a fallback all of it is fine
    expect(autoscaler({ adapter: ADAPTERS.keda, metrics: [rate, latency, cpu] }).notes).toEqual([]);
    expect(refusal(() => MetricsAdapter.keda({ prometheus: PROMETHEUS, fallback: { failures: 0, replicas: -1 } }))).toMatch(/failures[^]*replicas/);
  });
});

describe.each(Object.entries(ADAPTERS))('every adapter: %s', (_name, adapter) => {
  test('is installed with the address of Prometheus, and what it serves can be looked at', () => {
    const made = autoscaler({ adapter });
    const needs = adapter === ADAPTERS.prometheusAdapter ? JSON.stringify(made.chartValues)
      : [...made.installCommands, JSON.stringify(made.resource.toJson())].join('\n');
    expect(needs).toContain('http://prometheus.istio-system.svc');
    expect(made.installCommands.at(-1)).toMatch(/^helm -n \S+ (upgrade --install|install) /);
    expect(made.verifyCommands.length).toBeGreaterThanOrEqual(3);
    expect(made.verifyCommands.join('\n')).toMatch(/ -n test .*podinfo/);
  });

  test('one name for two metrics is refused', () => {
    const said = refusal(() => autoscaler({ adapter, metrics: [named('rate'), MeshMetric.errorRate({ percent: 5, name: 'rate' })] }));
    expect(said).toContain('\'metrics\' must have one metric of a name, got "rate" twice');
  });
});

describeWithSchemas('what is written passes the strict schema', () => {
  test.each(Object.entries(ADAPTERS))('%s', (_name, adapter) => {
    const app = Testing.app();
    const scope = new Chart(app, 'all');
    for (const [at, behavior] of [undefined, ScalingBehaviors.steady(), ScalingBehaviors.fastUpSlowDown()].entries()) {
      autoscaler({
        adapter, behavior, metrics: [...EVERY_METRIC, MeshMetric.cpuUtilization(70)], target: ScaleTarget.named({ name: `podinfo-${at}`, namespace: 'test' }),
      }, scope, `podinfo-${at}`);
    }
    for (const object of Testing.synth(scope)) {
      const checker = object.kind === 'ScaledObject' ? ownSchemas('keda.yaml') : kubernetesSchemas('1.33.0');
      expect(checker.problems(object)).toEqual([]);
    }
  });
});

describe('the address of Prometheus', () => {
  test.each([
    ['http://prometheus:9090', true], ['https://p.example.com/path/x', true], ['http://[::1]:9090', true], ['http://p:1', true], ['http://p:65535', true],
    ['http://p:65536', false], ['http://p:0', false], ['prometheus:9090', false], ['ftp://p', false], ['http://p?x=1', false], ['http://p#x', false], ['http://', false],
    ['http://p;rm', false], ['http://p $(x)', false], ['http://p\n', false], ['', false], [`http://${'p'.repeat(1100)}`, false],
  ])('%j', (prometheus, fine) => {
    expect(refusal(() => MetricsAdapter.kubeMetricsAdapter({ prometheus })) === 'nothing refuses it').toBe(fine);
  });

  test('a password is neither taken nor shown', () => {
    const said = refusal(() => MetricsAdapter.keda({ prometheus: 'http://admin:hunter2@prometheus:9090' }));
    expect(said).toContain('credentials belong into a Secret');
    expect(said).not.toContain('hunter2');
  });

  test('a long input is answered quickly', () => {
    expect(bestTime(200, () => {
      refusal(() => MetricsAdapter.keda({ prometheus: `http://${'a.'.repeat(500_000)}!` }));
      refusal(() => MetricsAdapter.keda({ prometheus: `http://${'a-'.repeat(480)}!` }));
    })).toBeLessThan(200);
  });
});

test('a word of a command stays one word', () => {
  const { verifyCommands } = autoscaler({ target: PODINFO, adapter: ADAPTERS.prometheusAdapter });
  expect(verifyCommands.every((line) => !/[;&|`]/.test(line))).toBe(true);
  expect(autoscaler({}).verifyCommands[2]).toMatch(/^kubectl get --raw '[^']*\?labelSelector=type%3Dprometheus'$/);
});

test('the configuration of the prometheus-adapter enforces the errors on itself', () => {
  const { externalRules } = autoscaler({ adapter: ADAPTERS.prometheusAdapter });
  const scope = new Chart(Testing.app(), 'chart');
  for (const id of ['one', 'another']) {
    new PrometheusAdapterConfig(scope, id, { name: 'rules', namespace: 'monitoring', externalRules: [...externalRules, { name: { as: id } }] });
  }
  expect(() => Testing.synth(scope)).toThrow('LIM009');
});
