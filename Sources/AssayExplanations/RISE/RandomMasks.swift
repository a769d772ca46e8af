import AssayBase
import AssayTensor

/// Masks that keep some of an image: N×1×H×W shares of the pixels.
struct RandomMasks: Sendable {
  /// Where masks come from.
  enum Source: Sendable {
    /// This many are drawn, each from a grid of `cells` × `cells` that are kept or not.
    case drawn(count: Int, cells: Int, seed: UInt64)
    /// K×1×H×W masks.
    case given(Tensor)
  }

  let source: Source
  /// The share that is kept on average.
  let keeping: Double

  /// The number of masks.
  var count: Int {
    switch source {
    case .drawn(let count, _, _): count
    case .given(let masks): masks.shape.rank > 0 ? masks.shape[0] : 0
    }
  }

  /// - Throws: `AssayError(.invalidArgument)` or `(.notFinite)` when no image can be masked so.
  func validate() throws {
    guard keeping > 0, keeping <= 1 else {
      throw AssayError(
        .invalidArgument, "masks cannot keep such a share of an image", expected: "more than 0, at most 1",
        found: "\(keeping)", at: "keeping")
    }
    guard count >= 1, count <= Self.most else {
      throw AssayError(
        .invalidArgument, "RISE needs a sensible number of masks", expected: "1 to \(Self.most)", found: "\(count)",
        at: "masks")
    }
    switch source {
    case .drawn(_, let cells, _):
      guard cells >= 1 else { throw Self.misfit(cells, expected: "at least 1") }
    case .given(let masks):
      guard masks.elements.allSatisfy(\.isFinite) else {
        throw AssayError(.notFinite, "a mask has values that are no numbers", at: "masks")
      }
    }
  }

  private static let most = 1_000_000

  private static func misfit(_ cells: Int, expected: String) -> AssayError {
    AssayError(
      .invalidArgument, "masks cannot have such a number of cells", expected: expected, found: "\(cells)", at: "cells")
  }

  /// - Throws: `AssayError` when images of this size cannot be masked so.
  func check(height: Int, width: Int) throws {
    switch source {
    case .drawn(_, let cells, _):
      guard cells <= min(height, width) else { throw Self.misfit(cells, expected: "at most \(min(height, width))") }
    case .given(let masks):
      guard masks.shape == [count, 1, height, width] else {
        throw AssayError(
          .shapeMismatch, "the masks do not fit the images", expected: "K×1×\(height)×\(width)",
          found: "\(masks.shape)", at: "masks")
      }
    }
  }

  /// Some of the masks.
  ///
  /// A drawn one is a grid of cells, each kept with probability `keeping`, enlarged by bilinear interpolation to one cell
  /// more than the image in either direction, and cut to the image's size from a random place in the first cell (Petsiuk,
  /// Das and Saenko 2018, section 3.2).
  func masks(_ range: Range<Int>, height: Int, width: Int) -> Tensor {
    switch source {
    case .given(let masks): masks.rows(range)
    case .drawn(_, let cells, let seed):
      Self.drawn(range, cells: cells, keeping: keeping, height: height, width: width, RandomKey(seed: seed))
    }
  }

  private static func drawn(
    _ range: Range<Int>, cells: Int, keeping: Double, height: Int, width: Int, _ key: RandomKey
  ) -> Tensor {
    let (down, across) = ((height + cells - 1) / cells, (width + cells - 1) / cells)
    let key = key.derived("RISE")
    var grids: [Float] = []
    var places: [(row: Int, column: Int)] = []
    for index in range {
      var stream = RandomStream(key.derived(index))
      for _ in 0..<cells * cells { grids.append(stream.unit() < keeping ? 1 : 0) }
      places.append((Int(stream.integer(below: UInt64(down))), Int(stream.integer(below: UInt64(across)))))
    }
    let (fullHeight, fullWidth) = ((cells + 1) * down, (cells + 1) * across)
    let full = Tensor(shape: [range.count, 1, cells, cells], elements: grids)
      .resized(height: fullHeight, width: fullWidth, by: .bilinear())
    return Tensor(shape: [range.count, 1, height, width]) { out in
      for (mask, place) in places.enumerated() {
        for row in 0..<height {
          let source = (mask * fullHeight + place.row + row) * fullWidth + place.column
          (out + (mask * height + row) * width).update(from: full.pointer + source, count: width)
        }
      }
    }
  }
}
