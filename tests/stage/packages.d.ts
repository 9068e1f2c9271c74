// Packages that the tests of our scripts use and that describe no types of their own.
declare module "commonmark-spec";
declare module "jsdom";
