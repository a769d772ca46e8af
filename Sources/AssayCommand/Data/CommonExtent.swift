import AssayDatasets
import AssayImages

/// The size to which pictures are brought that are only to be looked at and have many sizes of their own.
enum CommonExtent {
  /// The number of rows and columns.
  private static let side = 224

  /// The request of `source` with a size in it where its pictures differ in size and none is asked for, and what to say.
  ///
  /// Reads the beginning of every file. What cannot be read is left to opening the data to complain of.
  static func request(for source: DatasetSource) -> (pictures: PictureRequest, remark: String?) {
    guard source.readsPictures, source.pictures.extent == nil,
      let extent = try? ImagePreparation.Extent(height: side, width: side)
    else { return (source.pictures, nil) }
    var fixed = source.pictures
    fixed.extent = extent
    guard let listed = try? source.open(loading: ImageLoading(preparation: fixed.preparation())) else {
      return (source.pictures, nil)
    }
    let options = ImageFileOptions(appliesOrientation: fixed.preparation().appliesOrientation)
    let sizes = Set(
      (0..<listed.count).compactMap { index -> [Int]? in
        guard let path = try? listed.file(at: index), let size = try? ImageFile.size(ofFile: path, options: options)
        else { return nil }
        return [size.height, size.width]
      })
    guard sizes.count > 1, let least = sizes.min(by: isSmaller), let most = sizes.max(by: isSmaller) else {
      return (source.pictures, nil)
    }
    return (
      fixed,
      "the pictures have \(sizes.count) sizes, from \(least[0])×\(least[1]) to \(most[0])×\(most[1]), and are brought to "
        + "\(side)×\(side) here; --image-size says otherwise"
    )
  }

  private static func isSmaller(_ size: [Int], _ other: [Int]) -> Bool {
    (size[0] * size[1], size[0]) < (other[0] * other[1], other[0])
  }
}
