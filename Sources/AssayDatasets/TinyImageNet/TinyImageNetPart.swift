/// The labelled parts of Tiny ImageNet.
public enum TinyImageNetPart: String, Sendable, Hashable, CaseIterable {
  /// `train/WNID/images`: 500 pictures of each of 200 classes in the whole set.
  case train
  /// `val/images` with their classes in `val/val_annotations.txt`: 50 of each.
  case validation = "val"
}
