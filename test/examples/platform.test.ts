import { synthExample } from '../support/examples';

describe('examples/platform', () => {
  const files = synthExample('platform');

  test('each chart has its own platform', () => {
    expect(files['current.k8s.yaml'][0]).toMatchObject({ data: { 'platform': 'istio 1.30 on Kubernetes 1.33', 'sleep-action': 'yes' } });
    expect(files['behind.k8s.yaml'][0]).toMatchObject({ data: { 'platform': 'istio 1.27 on Kubernetes 1.29', 'sleep-action': 'no' } });
  });

  test('writes what it wrote before', () => expect(files).toMatchSnapshot());
});
