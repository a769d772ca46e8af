import AssayBase

/// Constants side by side, extents of 1 repeated as NumPy does: number by number, without tensors.
struct ONNXBroadcast {
  /// The shape that all have together.
  let shape: [Int]
  /// For each constant, which of its numbers stands at each place.
  let places: [[Int]]

  /// - Throws: `AssayError` where the shapes do not fit, or make more numbers than are computed while reading.
  init(_ constants: [ONNXConstant], in importer: ONNXImporter) throws {
    let shapes = constants.map { BatchShape($0.shape.map { .fixed($0) }) }
    let common = try shapes.dropFirst().reduce(shapes[0]) { whole, shape in
      guard let both = whole.broadcast(with: shape) else { throw ONNXImporter.misfit(whole, shape) }
      return both
    }
    let extents = try importer.checked(common.extents.map(\.factor), from: constants)
    shape = extents
    places = constants.map { Self.places($0.shape, in: extents) }
  }

  /// Which of the numbers of a constant of `shape` stands at each place of `whole`.
  static func places(_ shape: [Int], in whole: [Int]) -> [Int] {
    var places = [0]
    let padded = [Int](repeating: 1, count: whole.count - shape.count) + shape
    for (extent, count) in zip(padded, whole) {
      places = places.flatMap { place in (0..<count).map { place * extent + (extent == 1 ? 0 : $0) } }
    }
    return places
  }
}

extension ONNXConstant {
  /// The numbers at `places`, in another shape.
  func picking(_ places: [Int], shape: [Int], in source: ONNXSource) throws -> ONNXConstant {
    if let integers = try extents(in: source) {
      return ONNXConstant(shape: shape, .integers(places.map { integers[$0] }))
    }
    let floats = try floats(in: source) ?? []
    return ONNXConstant(shape: shape, .floats(places.map { floats[$0] }))
  }
}
