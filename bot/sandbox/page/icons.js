import { svg } from "./dom.js";

const PATHS = {
  chevron: ["M5 8l5 5 5-5"],
  check: ["M4 10.5l4 4 8-9"],
  close: ["M5 5l10 10M15 5L5 15"],
  back: ["M12 4l-6 6 6 6"],
  next: ["M8 4l6 6-6 6"],
  menu: ["M3 5h14M3 10h14M3 15h14"],
  plus: ["M10 4v12M4 10h12"],
  more: ["M4.5 10h.01M10 10h.01M15.5 10h.01"],
  thread: ["M3 4.5h14v9.5H9.5L6 17v-3H3z"],
  send: ["M3 10l14-6.5L12.5 17 10 11z"],
  calendar: ["M3 5h14v12H3zM3 8.5h14M7 3v3.5M13 3v3.5"],
  clock: ["M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM10 6v4.5l3 2"],
  drawer: ["M3 4h14v12H3zM12.5 4v12"],
  home: ["M3.5 9.5L10 4l6.5 5.5V16.5h-4.5v-4h-4v4H3.5z"],
  hash: ["M8 3.5L6.5 16.5M13.5 3.5L12 16.5M3.5 7.5h13.5M3 12.5h13.5"],
  lock: ["M5 9h10v8H5zM7 9V6.5a3 3 0 0 1 6 0V9"],
  people: [
    "M7.5 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2.5 16.5c0-3 2-5 5-5s5 2 5 5M13 4.3a3 3 0 0 1 0 5.4M14.5 11.8c2 .7 3 2.4 3 4.7",
  ],
  into: ["M4 16L16 4M16 4H7.5M16 4v8.5"],
  tour: ["M5.5 17V3.5M5.5 4h9.5l-2.5 3.2 2.5 3.3H5.5"],
  warning: ["M10 3.5L17.5 16.5h-15zM10 8v4M10 14.3h.01"],
};

export const icon = (name) => svg("0 0 20 20", ...PATHS[name]);
