import AssayBase
import AssayImages
import Foundation

extension Dataset {
  /// Opens the folder of Tiny ImageNet (Stanford CS231N), or of one laid out like it.
  ///
  /// Labels follow the order of the classes' WordNet ids in both parts; classes are called by the first of their words. Some of
  /// the pictures are gray: they get the channels of the preparation. Boxes are not read.
  /// - Throws: `AssayError` that names the file and the line for a layout that is another, and what reading pictures throws.
  public init(
    tinyImageNet folder: URL, part: TinyImageNetPart = .validation, loading: ImageLoading = ImageLoading()
  ) throws {
    let collection = try TinyImageNetReader.collection(at: folder.path(percentEncoded: false), part: part)
    self = try collection.dataset(loading)
  }
}
