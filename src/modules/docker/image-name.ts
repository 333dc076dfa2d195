/** Whether an image is named by its id: then it can't be pulled. */
export const isImageId = (image: string): boolean => /^sha256:[0-9a-f]{64}$/i.test(image);

/** An image's name with its tag, as it is pulled: `registry` is `registry:latest`. */
export const withTag = (image: string): string => {
  const last = image.slice(image.lastIndexOf('/') + 1);
  return isImageId(image) || last.includes(':') || last.includes('@') ? image : `${image}:latest`;
};

/**
 * An image's name in full, `docker.io/library/registry:2`, as Docker's reference grammar has it. No container can have such a
 * name, so `docker inspect` can be asked for both at once.
 */
export const canonicalImage = (image: string): string => {
  if (isImageId(image)) return image;
  const tagged = withTag(image);
  const slash = tagged.indexOf('/');
  const first = slash === -1 ? '' : tagged.slice(0, slash);
  if (first === 'localhost' || /[.:]/.test(first)) return tagged;
  return slash === -1 ? `docker.io/library/${tagged}` : `docker.io/${tagged}`;
};
