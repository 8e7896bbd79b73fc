/** Texts that, written by cdk8s, kubectl reads as something else or refuses, as values and as keys; found by trying. */
export const HOSTILE_VALUES: readonly string[] = [
  'a\u007fb', '\u007f', '\u0080', '\u0085', 'a\u0085b', '\u009b31m', '\u009f', 'a\u2028b', '\u2028', 'a\u2029b', '\ufffe', 'a\uffffb',
  '\ud800', 'a\udc00b', '\udc00\ud800',
  '0o17', '-0o7', '+0o7', '0O17', '0o_7', '0o1_7', '0_o7', '0_x1', '1e3_', '1e_3', '0e1_', '-_1', '+_7.', '-__1', '+_.1',
  '\t\n\n{> ]', '\n\ta', '\n\n\tx', '\té\n',
];

export const HOSTILE_KEYS: readonly string[] = ['<<', ...HOSTILE_VALUES.filter(text => !text.includes('\t'))];

/** Texts that look dangerous and come back as they are. */
export const HARMLESS: readonly string[] = [
  '', 'yes', 'no', 'on', 'y', 'null', '~', 'true', 'Infinity', '.inf', '.NaN', '0777', '08', '1e3', '1_000', '0x1F', '0b1', '12:30:45', '2001-01-01', '1.', '.5', '+1', '0o8', '0o',
  '_1', '1__a', '=', ' a', 'a ', '\na', 'a\n', 'a\n---\nb', '---', '...', '- a', 'a: b', '# a', 'a #b', '!x', '&x', '*x', '%x', '@x', '`x', '{a', '[a', 'a\r\nb', 'a\tb', '\ta', 'a\n\tb',
  '\0', '\u001b[31m', '\ufeff', '\u00a0', '😀', '\u{1fffe}', 'constructor', '__proto__', '<<',
];
