// Tags that stand in a text itself, as in Markdown that was made of a page: a reader sees what they mean, not what they are.

const BLOCK = /<\/?(?:p|br|div|tr|li|ul|ol|table|h[1-6])(?:\s[^<>]{0,200})?\/?>/gi, INLINE = /<\/?(?:span|strong|em|font)(?:\s[^<>]{0,200})?>/gi, BLANK = /&(?:nbsp|emsp|ensp);/gi;
const NOTHING = "\u200b"; // takes no room, and its place in the text

/** The text with ends of lines, blanks or nothing in place of its tags, as long as before, so that places in it still hold. */
export const withoutTags = text => text.replace(BLOCK, tag => "\n".repeat(tag.length)).replace(INLINE, tag => NOTHING.repeat(tag.length)).replace(BLANK, name => `\u00a0${NOTHING.repeat(name.length - 1)}`);
