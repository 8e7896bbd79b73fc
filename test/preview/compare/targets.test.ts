import { compareYaml, type Node, yaml } from './support';

/** Where a port of a Service leads: a name is looked up in each pod, and a number leads where it says. */

const named = (apiVersion: string, kind: string, name: string, spec: Node): Node => ({ apiVersion, kind, metadata: { name, namespace: 'plain' }, spec });
const pods = (ports?: readonly Node[], name = 'web', more: Node = {}): Node => named('apps/v1', 'Deployment', name, {
  selector: { matchLabels: { run: name } },
  template: { metadata: { labels: { run: name, app: 'web' } }, spec: { containers: [{ name: 'web', image: 'w:1', ...ports && { ports } }] } },
  ...more,
});
const port = (containerPort: number, name?: string, protocol?: string): Node => (
  { containerPort, ...name !== undefined && { name }, ...protocol !== undefined && { protocol } });
const service = (targetPort: unknown, spec: Node = {}, more: Node = {}): Node => (
  named('v1', 'Service', 'svc', { selector: { app: 'web' }, ports: [{ name: 'http', port: 80, ...targetPort !== undefined && { targetPort }, ...more }], ...spec }));

interface Told { readonly lost: readonly (string | undefined)[]; readonly warnings: readonly string[] }

function told(before: readonly Node[], after: readonly Node[]): Told {
  const { workloads } = compareYaml(yaml(...before), yaml(...after));
  const changes = workloads.flatMap((thing) => thing.changes).filter(({ impact, pointer }) => impact === 'cut-off' && pointer.endsWith('/targetPort'));
  return { lost: [...new Set(changes.map(({ note }) => note))], warnings: workloads.flatMap(({ warnings }) => warnings) };
}

const WEB = [port(8080, 'web')];
const HTTP = [port(8080, 'http')];
const REFUSED = /^port 80\/TCP leads to targetPort \w+, and no container of its pods has a port of that name: its clients are refused$/;
const IN_THE_END = /^port 80\/TCP leads to targetPort web, and no container of the new pods has .*: nobody is left when all pods are replaced;/;
const AT_FIRST = /^port 80\/TCP leads to targetPort http, and no container of the pods that run has .* until the first new pod is ready;/;

describe('a name', () => {
  test.each<[string, readonly Node[], readonly Node[], RegExp | undefined]>([
    ['that no container has', [pods(WEB), service('web')], [pods(WEB), service('webb')], REFUSED],
    ['that no container has, after a number', [pods(WEB), service(8080)], [pods(WEB), service('webb')], REFUSED],
    ['of another protocol', [pods([port(53, 'web'), port(54, 'dns', 'UDP')]), service('web')], [pods([port(53, 'web'), port(54, 'dns', 'UDP')]), service('dns')], REFUSED],
    ['that the containers have no more', [pods(WEB), service('web')], [pods(HTTP), service('web')], IN_THE_END],
    ['of a port that is gone', [pods(WEB), service('web')], [pods([]), service('web')], IN_THE_END],
    ['that changes together with the containers', [pods(WEB), service('web')], [pods(HTTP), service('http')], AT_FIRST],
    ['that comes together with the containers', [pods(WEB), service(8080)], [pods(HTTP), service('http')], AT_FIRST],
    ['of another port', [pods([port(8080, 'web'), port(8443, 'tls')]), service('web')], [pods([port(8080, 'web'), port(8443, 'tls')]), service('tls')], undefined],
    ['of a port that gets another number', [pods(WEB), service('web')], [pods([port(9090, 'web')]), service('web')], undefined],
    ['in place of a number', [pods(WEB), service(8080)], [pods(WEB), service('web')], undefined],
    ['that another container has now', [pods(WEB), service('web')], [pods([]), pods(WEB, 'other'), service('web')], undefined],
    ['that the containers of one of two have no more', [pods(WEB), pods(WEB, 'other'), service('web')], [pods(HTTP), pods(WEB, 'other'), service('web')], undefined],
    ['that no container had before', [pods(WEB), service('x')], [pods(WEB), service('y')], undefined],
    ['that the containers get', [pods(WEB), service('http')], [pods(HTTP), service('http')], undefined],
    ['of a port of the Service that is new', [pods(WEB), service('web', { ports: [{ port: 81 }] })], [pods(WEB), service('webb', {}, { port: 82 })], undefined],
    ['that is none', [pods(WEB), service('web')], [pods(WEB), service('8080')], undefined],
    ['of a headless Service', [pods(WEB), service('web', { clusterIP: 'None' })], [pods(HTTP), service('web', { clusterIP: 'None' })], undefined],
    ['where the Service is refused', [pods(WEB), service('web', { clusterIP: '10.0.0.1' })], [pods(WEB), service('webb', { clusterIP: '10.0.0.2' })], undefined],
    ['where the Deployment is refused', [pods(WEB), service('web')], [pods(HTTP, 'web', { selector: { matchLabels: { run: 'x' } } }), service('web')], undefined],
  ])('%s: %#', (_, before, after, note) => {
    expect(told(before, after)).toEqual({ lost: note ? [expect.stringMatching(note)] : [], warnings: [] });
  });

  test('is a loss of the workload, which restarts as well', () => {
    const { losses, restarts } = compareYaml(yaml(pods(WEB), service('web')), yaml(pods(HTTP), service('web')));
    expect([losses, restarts].map((things) => things.map(({ key }) => key.name))).toEqual([['web'], ['web']]);
  });

  test('a port that is told is told beside one that is gone', () => {
    const two = (targetPort: string, ...more: readonly Node[]): Node => service(targetPort, { ports: [{ name: 'a', port: 80, targetPort }, ...more] });
    const { workloads: [{ changes }] } = compareYaml(yaml(pods(WEB), two('web', { name: 'b', port: 81 })), yaml(pods(WEB), two('webb')));
    expect(changes.filter(({ impact }) => impact === 'cut-off').map(({ pointer }) => pointer)).toEqual(['/spec/ports/0/targetPort', '/spec/ports']);
  });
});

describe('a number needs nobody who declares it', () => {
  const NOBODY = /^Service plain\/svc: port 80\/TCP leads to 9090, which no container of its pods declares: whether anything listens there is not known$/;
  const LATER = /^Service plain\/svc: port 80\/TCP leads to 9090, which the pods that run do not declare: they refuse its clients until they are replaced,/;

  test.each<[string, readonly Node[], readonly Node[], RegExp | undefined]>([
    ['no container declares it, and one declared the old one', [pods(WEB), service(8080)], [pods(WEB), service(9090)], NOBODY],
    ['the same after a name', [pods(WEB), service('web')], [pods(WEB), service(9090)], NOBODY],
    ['the new containers declare it', [pods(WEB), service(8080)], [pods([port(9090)]), service(9090)], LATER],
    ['both are declared', [pods([port(8080), port(9090)]), service(8080)], [pods([port(8080), port(9090)]), service(9090)], undefined],
    ['neither was declared', [pods(), service(8080)], [pods(), service(9090)], undefined],
    ['the port itself', [pods([port(80)]), service(80)], [pods([port(80)]), service(undefined)], undefined],
    ['it stays, and containers declare it no more', [pods(WEB), service(8080)], [pods(HTTP.slice(1)), service(8080)], undefined],
  ])('%s: %#', (_, before, after, warning) => {
    expect(told(before, after)).toEqual({ lost: [], warnings: warning ? [expect.stringMatching(warning)] : [] });
  });
});

describe('a number of a gateway is where its Gateways listen', () => {
  const gateway = (number: number): Node => (
    named('networking.istio.io/v1', 'Gateway', 'gw', { selector: { app: 'web' }, servers: [{ port: { number, name: 'http', protocol: 'HTTP' }, hosts: ['a.com'] }] }));
  const proxy = named('apps/v1', 'Deployment', 'web', {
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { 'app': 'web', 'sidecar.istio.io/inject': 'true' }, annotations: { 'inject.istio.io/templates': 'gateway' } },
      spec: { containers: [{ name: 'istio-proxy', image: 'auto', ports: [port(8080, 'web')] }] },
    },
  });

  test.each<[string, readonly Node[], readonly Node[], boolean]>([
    ['they follow the port of the Service', [service(8080), gateway(80)], [service(9090), gateway(80)], false],
    ['they listen on the old target', [service(8080), gateway(8080)], [service(9090), gateway(8080)], true],
    ['they change with it', [service(8080), gateway(8080)], [service(9090), gateway(9090)], false],
    ['they did not listen on the old target', [service(8081), gateway(8080)], [service(9090), gateway(8080)], false],
    ['it leads to them now', [service(9090), gateway(8080)], [service(8080), gateway(8080)], false],
  ])('%s', (_, before, after, isLost) => {
    expect(told([proxy, ...before], [proxy, ...after])).toEqual({
      lost: isLost ? ['port 80/TCP leads to 9090, where no Gateway of its pods listens: its clients are refused'] : [], warnings: [],
    });
  });
});
