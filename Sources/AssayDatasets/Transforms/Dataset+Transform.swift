import AssayBase
import AssayImages

extension Example {
  /// The example with its image changed as `key` decides; label and place stay.
  ///
  /// - Throws: `AssayError` when the transform cannot be applied to images of this size.
  public func transformed(by transform: ImageTransform, key: RandomKey) throws -> Example {
    Example(image: try transform.applied(to: image, key: key), label: label, index: index, sourceRow: sourceRow)
  }
}

extension Dataset {
  /// The data set with every image changed, each as its own place and `key` decide: the same on every reading.
  ///
  /// Known regions move as their images do; groups stay. How files were prepared is no longer the whole story, and not told.
  ///
  /// Images are changed when they are asked for. For preparation (a resize, a crop of the middle), and for tests on changed
  /// images; a trainer draws anew in every epoch.
  ///
  /// - Parameter name: without one the data set's own, with the transform.
  /// - Throws: `AssayError` when the transform cannot be applied to images of this size.
  public func transformed(
    by transform: ImageTransform, key: RandomKey = RandomKey(seed: 0), name: String? = nil
  ) throws -> Dataset {
    let size = try transform.drawn(for: imageSize, key: key).resultSize
    return try Dataset(
      name: name ?? "\(self.name), \(transform)", classNames: classNames, imageSize: size,
      source: TransformedSource(data: self, transform: transform, key: key))
  }
}

/// The examples of a data set with changed images.
private struct TransformedSource: ExampleSource {
  let data: Dataset
  let transform: ImageTransform
  let key: RandomKey

  var count: Int { data.count }

  func example(at index: Int) throws -> Example {
    try data.example(at: index).transformed(by: transform, key: key.derived(index))
  }

  func label(at index: Int) throws -> Int { try data.label(at: index) }

  func group(at index: Int) -> String? { try? data.group(at: index) }

  var remarks: [String] { data.remarks }

  func regions(at index: Int) throws -> [ImageRegion] {
    let regions = try data.regions(at: index)
    if regions.isEmpty { return [] }
    let change = try transform.drawn(for: data.imageSize, key: key.derived(index))
    return try regions.map {
      ImageRegion(name: $0.name, mask: try change.applied(toMask: $0.mask), isDecisive: $0.isDecisive)
    }
  }
}
