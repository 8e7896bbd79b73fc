import { describeWithSourceDocuments, sourceDocument, sourceExample, sourceExamples, sourceManifest, sourceManifests } from '../support/source-docs';

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();

describe('examples of the source documents', () => {
  test.each(sourceExamples())('%s is YAML', (name) => {
    expect(sourceManifests(name)).not.toHaveLength(0);
  });

  test('every document has its examples', () => {
    expect([0, 1, 2, 3, 4].map((n) => sourceExamples(n).length > 0)).toEqual([true, true, true, true, true]);
  });

  test('the indentation that the documents lost is back', () => {
    expect(sourceManifest('001-ingress')).toMatchObject({
      metadata: { name: 'myexample-customingressgateway' },
      spec: { overrides: { '<cluster-id-2>': { replicaCount: 2, resources: { limits: { memory: '4G' } } } }, ports: { 2: { targetPort: 0 } } },
    });
    expect(sourceManifest('004-zones')).toMatchObject({
      spec: { affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100 }] } } },
    });
  });
});

describeWithSourceDocuments('examples are what the documents print', () => {
  // the document shows only the affinity for zones, and refers to the manifest for nodes for the rest
  const shown = sourceExamples().filter((name) => name !== '004-zones');

  test.each(shown)('%s', (name) => {
    expect(oneLine(sourceDocument(Number(name.slice(0, 3))))).toContain(oneLine(sourceExample(name)));
  });

  test('004-zones differs from 004-nodes by the topology key', () => {
    expect(sourceExample('004-zones')).toBe(sourceExample('004-nodes').replace('kubernetes.io/hostname', 'topology.kubernetes.io/zone'));
    const affinity = sourceExample('004-zones').split('\n').filter((line, _, lines) => {
      const at = lines.indexOf(line);
      return at >= lines.indexOf('  affinity:') && at <= lines.indexOf('          weight: 100');
    });
    expect(oneLine(sourceDocument(4))).toContain(oneLine(affinity.join('\n')));
  });
});
