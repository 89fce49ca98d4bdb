// What is looked at when nobody has touched anything.

import type { ViewState } from "../src/model.ts";

export const STATE: ViewState = {
  view: "calls",
  range: null,
  threads: null,
  search: "",
  transforms: [],
  foldLibraries: true,
  own: "",
  threshold: 0.01,
  showAll: false,
  inverted: false,
  percent: false,
  selected: [],
};
