/** Old versions under names of their own; they have no types. */
declare module 'faye-0.8';
declare module 'faye-1.0';
