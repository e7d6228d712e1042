import Type from "typebox";

/** Which part of a list is wanted; without `maxRows` all of it. */
export const pageQuery = {
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000, description: "Page, counted from 1" })),
  maxRows: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000, description: "Rows a page; absent: all rows" })),
};
