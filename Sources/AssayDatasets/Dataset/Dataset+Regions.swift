import AssayBase
import AssayImages

extension Dataset {
  /// The parts of the picture at `index` whose place is known; empty where the data set does not know.
  ///
  /// - Throws: `AssayError` as ``example(at:)`` does, and of kind `shapeMismatch` for a mask of another size.
  public func regions(at index: Int) throws -> [ImageRegion] {
    let regions = try sourceRegions(at: index)
    let expected = ImageSize(channels: 1, height: imageSize.height, width: imageSize.width)
    if let wrong = regions.first(where: { $0.mask.size != expected }) {
      throw AssayError(
        .shapeMismatch, "a mask has another size than its image", expected: "\(expected)", found: "\(wrong.mask.size)",
        at: "\(name), example \(index), region “\(wrong.name)”")
    }
    return regions
  }

  /// The pixels that the label at `index` rests on: 1 inside and 0 outside; `nil` where the data set does not know.
  ///
  /// The union of the decisive regions. A class that is the absence of something has a mask of zeros.
  /// - Throws: `AssayError` as ``regions(at:)`` does.
  public func mask(at index: Int) throws -> Image? {
    let regions = try regions(at: index)
    guard let first = regions.first else { return nil }
    let decisive = regions.filter(\.isDecisive).map(\.mask.values)
    let union = decisive.reduce([Float](repeating: 0, count: first.mask.values.count)) { union, mask in
      zip(union, mask).map(max)
    }
    return Image(unchecked: union, size: first.mask.size)
  }
}
