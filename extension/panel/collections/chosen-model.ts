/** Which model's history is open: by its cid where it was seen in the collection, else by its id alone. */
export interface ChosenModel {
  cid: string | undefined;
  id: string | undefined;
}
