import { CliFolder } from '../support/cli';
import { ruleFixture } from '../support/rule-fixtures';

const PLATFORM = ['--platform', 'istio@1.30.3', '--kubernetes', '1.33'];
const WAYPOINT = `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: waypoint, namespace: shop}
spec:
  gatewayClassName: istio-waypoint
  listeners: [{name: mesh, port: 15008, protocol: HBONE}]
`;
const INGRESS = `apiVersion: istio.alibabacloud.com/v1beta1
kind: IstioGateway
metadata: {name: ingress, namespace: istio-system}
spec: {gatewayType: ingress, clusterIds: [c1], replicaCount: 1, ports: [{name: http, port: 80, targetPort: 8080}]}
`;

let folder: CliFolder;
beforeAll(() => {
  folder = new CliFolder({
    'dist/edge.yaml': ruleFixture('DRN001', 'fails').text,
    'mended/edge.yaml': ruleFixture('DRN001', 'holds').text,
    'waypoint.yaml': WAYPOINT,
    'ingress.yaml': INGRESS,
  });
});
afterAll(() => { folder.remove(); });

// what people and programs have learned to read: a change is meant, or it is a mistake
test.each([
  ...['text', 'json', 'sarif', 'junit', 'markdown', 'html'].map((format) => ['check', 'dist', '--format', format]),
  ...['yaml', 'json'].map((format) => ['preview', 'waypoint.yaml', '--format', format]),
  ...['text', 'json', 'markdown'].map((format) => ['diff', 'dist', 'mended', '--format', format]),
  ['render', 'ingress.yaml'],
])('%s %s %s %s', (...args) => {
  const { code, out, err } = folder.run([...args.filter((arg) => typeof arg === 'string'), ...PLATFORM]);
  expect(`exit code ${code}\n${err}${out}`.replaceAll(folder.path, '')).toMatchSnapshot();
});

test.each([['rules', 'DRN001'], ['check', '--help'], ['diff', '--help']])('%s %s', (...args) => {
  expect(folder.run(args).out).toMatchSnapshot();
});
