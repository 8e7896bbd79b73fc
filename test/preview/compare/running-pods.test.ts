import { compareYaml, type Node, yaml } from './support';
import type { Comparison } from '../../../src/preview/compare';

/** A release reaches Services and Gateways at once, and pods one by one: what those that run look like decides until they are replaced. */

const pods = (name: string, labels: Node, more: Node = {}): Node => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'plain' },
  spec: { replicas: 3, selector: { matchLabels: { app: name } }, template: { metadata: { labels: { app: name, ...labels } }, spec: { containers: [{ name: 'istio-proxy', image: 'p:1' }] } }, ...more },
});
const named = (apiVersion: string, kind: string, name: string, spec: Node): Node => ({ apiVersion, kind, metadata: { name, namespace: 'plain' }, spec });
const service = (selector: Node, spec: Node = {}): Node => named('v1', 'Service', 'svc', { selector, ports: [{ port: 80 }], ...spec });
const gateway = (selector: Node, name = 'gw', host = 'a.com'): Node => (
  named('networking.istio.io/v1', 'Gateway', name, { selector, servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: [host] }] }));

const compare = (before: readonly Node[], after: readonly Node[]): Comparison => compareYaml(yaml(...before), yaml(...after));
const cuts = ({ workloads, objects }: Comparison): (readonly [string, string, string | undefined])[] => [...workloads, ...objects].flatMap(({ changes }) => changes)
  .filter(({ impact }) => impact === 'cut-off').map(({ object, pointer, note }) => [object, pointer, note] as const);

const V1 = { v: '1' };
const V2 = { v: '2' };
const BOTH = { ...V1, w: '2' };

describe('a Service that asks for labels which no pod has that runs', () => {
  test.each<[string, readonly Node[], readonly Node[], boolean]>([
    ['the pods get them in the same release', [pods('web', {}), service({ app: 'web' })], [pods('web', V2), service({ app: 'web', ...V2 })], true],
    ['other ones in place of them', [pods('web', V1), service(V1)], [pods('web', V2), service(V2)], true],
    ['another workload that is new', [pods('web', V1), service(V1)], [pods('web', V1), pods('next', V2), service(V2)], true],
    ['the pods have had them', [pods('web', BOTH), service(V1)], [pods('web', BOTH), service({ w: '2' })], false],
    ['the pods get more than it asks for', [pods('web', {}), service({ app: 'web' })], [pods('web', V2), service({ app: 'web' })], false],
    ['it asks for less', [pods('web', V1), service({ app: 'web', ...V1 })], [pods('web', V2), service({ app: 'web' })], false],
    ['it narrows to a canary that runs', [pods('web', { app: 'x', ...V1 }), pods('canary', { app: 'x', ...V2 }), service({ app: 'x' })],
      [pods('web', { app: 'x', ...V2 }), pods('canary', { app: 'x', ...V2 }), service({ app: 'x', ...V2 })], false],
    ['it selected none before', [pods('web', {}), service({ app: 'none' })], [pods('web', V2), service(V2)], false],
    ['it named a host before', [pods('web', {}), service({ app: 'web' }, { type: 'ExternalName', externalName: 'a.b' })], [pods('web', V2), service(V2)], false],
    ['a workload of another name with the same labels', [pods('web', V1), service(V1)], [pods('next', V1), service(V1)], false],
    ['the Deployment is refused, and its Service leads to it all the same', [pods('web', V1), service(V1)],
      [pods('web', V1, { selector: { matchLabels: { app: 'other' } } }), service({ app: 'web' })], false],
  ])('%s: %#', (_, before, after, isCut) => {
    expect(cuts(compare(before, after))).toEqual(isCut ? [['Service plain/svc', '/spec/selector', expect.stringMatching(/^none of the pods that run have these labels/)]] : []);
  });

  test('of a bare pod: its labels change as it runs', () => {
    const pod = (labels: Node): Node => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'plain', labels }, spec: { containers: [{ name: 'a', image: 'b' }] } });
    expect(cuts(compare([pod(V1), service(V1)], [pod(V2), service(V2)]))).toEqual([]);
  });

  test('is a loss of the workload, which restarts as well', () => {
    const comparison = compare([pods('web', V1), service(V1)], [pods('web', V2), service(V2)]);
    expect([comparison.losses, comparison.restarts].map((things) => things.map(({ key }) => key.name))).toEqual([['web'], ['web']]);
  });
});

describe('an Istio Gateway that asks for labels which no pod has that runs', () => {
  const UNTIL = /^selects these pods no more, .*on port 80: .*; that is so until its pods are replaced: let their new labels roll out first$/;

  test.each<[string, readonly Node[], readonly Node[], RegExp | undefined]>([
    ['the pods get them in the same release', [pods('web', V1), gateway(V1)], [pods('web', V2), gateway(V2)], UNTIL],
    ['the pods have had them', [pods('web', BOTH), gateway(V1)], [pods('web', BOTH), gateway({ w: '2' })], undefined],
    ['it asks for less', [pods('web', V1), gateway({ app: 'web', ...V1 })], [pods('web', V2), gateway({ app: 'web' })], undefined],
    ['another Gateway of the old labels serves the host', [pods('web', V1), gateway(V1), gateway({ app: 'web' }, 'all')], [pods('web', V2), gateway(V2), gateway({ app: 'web' }, 'all')], undefined],
    ['a Gateway of the new labels takes its place', [pods('web', V1), gateway(V1, 'old')], [pods('web', V2), gateway(V2, 'new')],
      /^is removed, .*; that is so until its pods are replaced/],
    ['one that served something else', [pods('web', V1), gateway(V1, 'gw', 'a.com'), gateway(V1, 'other', 'b.com')],
      [pods('web', V2), gateway({ app: 'web' }, 'gw', 'a.com'), gateway({ app: 'web' }, 'other', 'b.com')], undefined],
    ['the new pods do not have them either', [pods('web', V1), gateway(V1)], [pods('web', V1), gateway(V2)], /^selects these pods no more, .*until no client asks for them$/],
    ['the pods lose them, and it stays', [pods('web', V1), gateway(V1)], [pods('web', V2), gateway(V1)], /^selects these pods no more, .*until no client asks for them$/],
    ['the pods lose them, and another Gateway serves the host', [pods('web', V1), gateway(V1), gateway({ app: 'web' }, 'all')],
      [pods('web', V2), gateway(V1), gateway({ app: 'web' }, 'all')], undefined],
  ])('%s: %#', (_, before, after, note) => {
    const found = cuts(compare(before, after));
    expect(found.map(([, , text]) => text)).toEqual(note ? [expect.stringMatching(note)] : []);
    expect(found.every(([, pointer]) => pointer === (after.some(({ metadata }) => (metadata as Node).name === 'new') ? '' : '/spec/selector'))).toBe(true);
  });
});
