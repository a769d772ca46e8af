import AssayBase
import AssayCheck
import AssayTensor

extension Generator where Value == Shape {
  /// Shapes of tensors, shrinking to fewer and then shorter axes.
  ///
  ///     try await forAll(.shape(rank: 1...4, extents: 1...6)) { shape in
  ///       #expect(Tensor.zeros(shape).count == shape.count)
  ///     }
  ///
  /// Extents are lowered where a tensor would have more than `most` elements. Throws ``AssayError`` when drawn from if a
  /// range starts below zero, or the least extents alone make more than `most`.
  public static func shape(
    rank: ClosedRange<Int> = 0...4, extents: ClosedRange<Int> = 1...8, most: Int = 4096
  ) -> Generator<Shape> {
    Generator { source in
      let least = Elementary.power(Double(max(1, extents.lowerBound)), rank.upperBound)
      guard rank.lowerBound >= 0, extents.lowerBound >= 0, least <= Double(most) else {
        throw AssayError(
          .invalidArgument, "a range of shapes holds none, or none that is small enough",
          expected: "ranks and extents from 0, and at most \(most) elements", found: "rank \(rank), extents \(extents)",
          advice: "Write such as `.shape(rank: 1...4, extents: 1...8)`, or raise `most:`")
      }
      let count = try source.integer(in: rank, spread: .even)
      var dimensions: [Int] = []
      // What the axes still to come need at the least is kept back.
      var room = most
      for axis in 0..<count {
        let reserved = Int(Elementary.power(Double(max(1, extents.lowerBound)), count - axis - 1))
        let bound = max(extents.lowerBound, min(extents.upperBound, room / reserved))
        let extent = try source.part("axis") { try $0.integer(in: extents.lowerBound...bound) }
        dimensions.append(extent)
        room /= max(1, extent)
      }
      return Shape(dimensions)
    }
  }
}
