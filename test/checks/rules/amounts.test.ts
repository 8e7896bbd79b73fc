import { quantityOf } from '../../../src/checks/rules/resources/blocks';
import { ISTIO, verdicts } from '../../support/findings';

const pod = (limit: string, request = '1Mi'): string => `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec:
  containers:
  - {name: web, image: web, resources: {requests: {memory: ${request}}, limits: {memory: ${JSON.stringify(limit)}}}}
`;

describe('amounts without a digit are what Go makes of them', () => {
  test.each(['-.k', 'Ki', '.', '+', '-', 'm', '.E', 'e3', '+e-9', 'Ti', 'e999'])('%s is zero', (text) => expect(quantityOf(text)?.isZero()).toBe(true));

  // the fast path of ParseQuantity ends here, and big.Int reads no empty text
  test.each(['Pi', 'Ei', '-.Ei', 'e-10', 'e', 'ki', ''])('%s is no amount', (text) => expect(quantityOf(text)).toBeUndefined());

  test('a limit of zero is below its request', () => {
    expect([verdicts(pod('-.k'), ISTIO, 'RES002'), verdicts(pod('-.k', '"0"'), ISTIO, 'RES002'), verdicts(pod('-.k'), ISTIO, 'RES001')]).toEqual([['RES002 error'], [], []]);
  });

  test.each([['1e999', []], ['1e1000', ['RES001 warning']], ['1e-1000', ['RES001 warning']], ['x', ['RES001 error']]])('%s: %j', (text, expected) => {
    expect(verdicts(pod(text), ISTIO, 'RES001')).toEqual(expected);
  });
});
