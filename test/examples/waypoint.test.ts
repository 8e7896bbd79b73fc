import { parse } from 'yaml';
import { synthExample } from '../support/examples';
import { sourceManifest } from '../support/source-docs';

describe('examples/waypoint-asm', () => {
  const said = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  const files = synthExample('waypoint-asm');
  const printed = said.mock.calls.flat();
  said.mockRestore();
  const [options, gateway, namespace] = files['waypoint.k8s.yaml'] as { kind: string; data?: Record<string, string> }[];
  const meaning = (data: Readonly<Record<string, string>>): unknown =>
    Object.fromEntries(Object.entries(data).map(([key, text]) => [key, parse(text) as unknown]));

  test('is source document 000', () => {
    expect(gateway).toEqual(sourceManifest('000-gateway'));
    expect(meaning(options.data!)).toEqual(meaning((sourceManifest('000-options') as unknown as { data: Record<string, string> }).data));
    expect(namespace).toMatchObject({ kind: 'Namespace', metadata: { labels: { 'istio.io/use-waypoint': 'waypoint' } } });
  });

  test('prints what the document has users verify', () => expect(printed).toEqual(['cpu 1000m, grace 120, MINPODS 2, MAXPODS 2']));
  test('writes what it wrote before', () => expect(files).toMatchSnapshot());
});

describe('examples/waypoint-istio', () => {
  const files = synthExample('waypoint-istio');

  test('lets in the namespace of the Service that is put behind it', () => {
    expect(files['web.k8s.yaml'][0]).toMatchObject({ metadata: { labels: { 'istio.io/use-waypoint': 'waypoint', 'istio.io/use-waypoint-namespace': 'shop' } } });
    expect(JSON.stringify(files['mesh.k8s.yaml'][1])).toContain('"values":["shop","web"]');
  });

  test('writes what it wrote before', () => expect(files).toMatchSnapshot());
});
