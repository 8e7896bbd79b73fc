import { synthExample } from '../support/examples';
// the test of the example is run as its readers run it
import '../../examples/release/release.test';

test('examples/release writes its gateway', () => {
  expect(synthExample('release')['ingress.k8s.yaml'].map(({ kind }) => kind)).toEqual(['IstioGateway']);
});
