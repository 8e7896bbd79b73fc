import { parse } from 'yaml';
import { type JsonObject, strategicMerge, unionMembers } from '../../../src/model/merge';

const found = (apiVersion: string, kind: string, text: string): string[] =>
  unionMembers(apiVersion, kind, parse(text) as JsonObject).map(({ pointer, of, members }) => `${pointer} ${of}: ${members.join()}`);

describe('more than one member of a "one of"', () => {
  test.each([
    ['v1', 'Pod', '{spec: {volumes: [{name: a, secret: {}}, {name: b, emptyDir: {}, configMap: {}}]}}', ['/spec/volumes/1 volume source: emptyDir,configMap']],
    ['v1', 'Pod', '{spec: {volumes: [{name: a, projected: {sources: [{secret: {}, configMap: {}}]}}]}}', ['/spec/volumes/0/projected/sources/0 projected volume source: secret,configMap']],
    ['v1', 'Pod', '{spec: {containers: [{livenessProbe: {httpGet: {}, tcpSocket: {}, periodSeconds: 1}}]}}', ['/spec/containers/0/livenessProbe probe handler: httpGet,tcpSocket']],
    ['v1', 'Pod', '{spec: {initContainers: [{lifecycle: {preStop: {exec: {}, sleep: {}}}}]}}', ['/spec/initContainers/0/lifecycle/preStop lifecycle handler: exec,sleep']],
    ['v1', 'Pod', '{spec: {containers: [{env: [{name: a, value: x, valueFrom: {}}]}]}}', ['/spec/containers/0/env/0 environment variable: value,valueFrom']],
    ['v1', 'Pod', '{spec: {containers: [{env: [{name: a, value: "", valueFrom: {}}]}]}}', []],
    ['v1', 'Pod', '{spec: {containers: [{env: [{name: a, valueFrom: {fieldRef: {}, secretKeyRef: {}}}]}]}}', ['/spec/containers/0/env/0/valueFrom valueFrom: fieldRef,secretKeyRef']],
    ['v1', 'Pod', '{spec: {containers: [{envFrom: [{configMapRef: {}, secretRef: {}}]}]}}', ['/spec/containers/0/envFrom/0 envFrom source: configMapRef,secretRef']],
    ['apps/v1', 'Deployment', '{spec: {strategy: {type: Recreate, rollingUpdate: {}}}}', ['/spec/strategy deployment strategy: type,rollingUpdate']],
    ['apps/v1', 'Deployment', '{spec: {strategy: {type: Recreate, rollingUpdate: null}}}', []],
    ['apps/v1', 'Deployment', '{spec: {strategy: {type: RollingUpdate, rollingUpdate: {}}}}', []],
    ['apps/v1', 'StatefulSet', '{spec: {updateStrategy: {type: OnDelete, rollingUpdate: {}}}}', ['/spec/updateStrategy update strategy: type,rollingUpdate']],
    ['apps/v1', 'DaemonSet', '{spec: {updateStrategy: {type: OnDelete, rollingUpdate: {}}}}', []],
    ['autoscaling/v2', 'HorizontalPodAutoscaler', '{spec: {metrics: [{type: Pods, pods: {}, resource: {}}]}}', ['/spec/metrics/0 metric source: pods,resource']],
    ['policy/v1', 'PodDisruptionBudget', '{spec: {minAvailable: 0, maxUnavailable: 1}}', ['/spec disruption budget: minAvailable,maxUnavailable']],
    ['batch/v1', 'CronJob', '{spec: {jobTemplate: {spec: {template: {spec: {volumes: [{nfs: {}, csi: {}}]}}}}}}', ['/spec/jobTemplate/spec/template/spec/volumes/0 volume source: nfs,csi']],
    ['networking.istio.io/v1', 'Gateway', '{spec: {volumes: [{nfs: {}, csi: {}}]}}', []],
    ['v1', 'Pod', '{spec: {volumes: {a: 1}, containers: [text, null]}}', []],
  ])('%s %s %s', (apiVersion, kind, text, expected) => {
    expect(found(apiVersion, kind, text)).toEqual(expected);
  });

  test('is what a merge of a budget with a template leaves behind', () => {
    const template = parse('{spec: {minAvailable: 1}}') as JsonObject;
    const gvk = { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget' };
    const unions = (spec: JsonObject): unknown[] => unionMembers(gvk.apiVersion, gvk.kind, strategicMerge(template, { spec }, gvk).object);
    expect(unions({ maxUnavailable: 1 })).toHaveLength(1);
    expect(unions({ maxUnavailable: 1, minAvailable: null })).toEqual([]);
  });
});
