import AssayBase
import AssayImages
import Foundation

extension Dataset {
  /// Opens a folder that holds a folder of pictures for each class; the classes are called as their folders.
  ///
  /// Files are listed now and read when asked for. The order is that of the paths' UTF-8 bytes, on every system; so are
  /// the labels. Pictures are known by their file extensions, in upper or lower case, and may lie deeper in a class's
  /// folder; hidden files are ignored.
  ///
  /// - Parameters:
  ///   - folder: Where the classes are, or the parts.
  ///   - part: The folder inside that holds the classes, as "train"; classes are then numbered over all parts together.
  ///   - groups: What tells by their names which pictures belong together.
  ///   - loading: How pictures are read.
  /// - Throws: `AssayError`: `missingFile`, `inaccessibleFile`, `empty` without pictures, `unknownName` for a part that is
  ///   not there, `invalidArgument` for a folder of parts when none is chosen, and what reading pictures throws.
  public init(
    folder: URL, part: String? = nil, groups: GroupRule? = nil, loading: ImageLoading = ImageLoading()
  ) throws {
    if case .column(let column) = groups {
      throw AssayError(
        .invalidArgument, "a folder has no columns", expected: "groups by the files' names", found: "“\(column)”",
        at: "groups")
    }
    let path = folder.path(percentEncoded: false)
    self = try ClassFolders.collection(at: path, part: part, groups: groups).dataset(loading)
  }
}
