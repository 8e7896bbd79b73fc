import { synthExample } from '../support/examples';
import { describeWithSchemas, kubernetesSchemas } from '../support/schemas';
import { sourceManifest } from '../support/source-docs';

const NAMES = ['autoscale-request-rate', 'autoscale-average-latency', 'autoscale-percentile-latency', 'autoscale-document-literal', 'autoscale-load-test'];

/** What an example writes to stderr is for people. */
function synthesized(name: string) {
  const quiet = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  try { return { files: synthExample(name), said: quiet.mock.calls.map(([text]) => String(text)).join('') }; } finally { quiet.mockRestore(); }
}

const examples = new Map(NAMES.map((name) => [name, synthesized(name)]));
const hpaOf = (name: string) => examples.get(name)!.files['podinfo.k8s.yaml'].find(({ kind }) => kind === 'HorizontalPodAutoscaler') as {
  metadata: { annotations: Record<string, string> }; spec: { metrics: { external: { target: object } }[] };
};

describe.each(NAMES)('examples/%s', (name) => {
  test('writes what it wrote before', () => expect(examples.get(name)!.files).toMatchSnapshot());
});

test('the annotations of the document are there letter by letter', () => {
  const document = ['003-request-rate', '003-average-latency', '003-p95-latency'].map(sourceManifest);
  expect(hpaOf('autoscale-document-literal').metadata.annotations).toEqual(Object.assign({}, ...document.map(({ metadata }) => metadata.annotations)));
  const targets = document.flatMap(({ spec }) => (spec as { metrics: { external: { target: object } }[] }).metrics.map(({ external }) => external));
  expect(hpaOf('autoscale-document-literal').spec.metrics.map(({ external }) => external)).toEqual(targets);
  expect(examples.get('autoscale-document-literal')!.said.match(/\(TEL0[0-9]{2}\)/g)!.sort()).toEqual(
    ['TEL006', 'TEL007', 'TEL007', 'TEL010', 'TEL011', 'TEL011', 'TEL012', 'TEL012', 'TEL013'].map((id) => `(${id})`));
});

test('ours differ from the document as their READMEs say', () => {
  expect(hpaOf('autoscale-request-rate').spec.metrics[0].external.target).toEqual({ type: 'AverageValue', averageValue: '10' });
  expect(hpaOf('autoscale-average-latency').spec.metrics[0].external.target).toEqual({ type: 'Value', value: '5' });
  expect(hpaOf('autoscale-percentile-latency').spec.metrics[0].external.target).toEqual({ type: 'Value', value: '5' });
});

test('the load test says how to install and to look', () => {
  expect(examples.get('autoscale-load-test')!.said).toMatch(/helm -n kube-system [^]*kubectl get --raw/);
});

describeWithSchemas('what the examples write', () => {
  test.each(NAMES)('%s passes the strict schema', (name) => {
    for (const object of Object.values(examples.get(name)!.files).flat()) { expect(kubernetesSchemas('1.33.0').problems(object)).toEqual([]); }
  });
});
