/// Which numbers of one example of a value make up another, in order: along axes, the outermost first, with a step each.
///
/// Transposition, reshaping and slicing are all of this form, and so is one of them after another. Places are those in
/// memory, where images lie with the channels last.
package struct Rearrangement: Sendable, Equatable {
  /// The extents along which the result is read, without those of 1; neighbours that one step covers are one axis.
  package let extents: [Int]
  /// How far apart the source's numbers are along each axis; never 0.
  package let strides: [Int]
  /// Where the first number is.
  package let offset: Int
  /// How many numbers the source has.
  package let sourceCount: Int

  /// Describes a result of `extents`; no number may be taken twice.
  package init(extents: [Int], strides: [Int], offset: Int = 0, sourceCount: Int) {
    var (sizes, steps) = ([Int](), [Int]())
    for (extent, stride) in zip(extents, strides) where extent != 1 {
      if let size = sizes.last, let step = steps.last, step == extent * stride {
        (sizes[sizes.count - 1], steps[steps.count - 1]) = (size * extent, stride)
      } else {
        sizes.append(extent)
        steps.append(stride)
      }
    }
    (self.extents, self.strides, self.offset, self.sourceCount) = (sizes, steps, offset, sourceCount)
  }

  /// How many numbers the result has.
  package var count: Int { extents.reduce(1, *) }

  /// Whether all numbers of the source are taken.
  package var isComplete: Bool { count == sourceCount }

  /// Whether the result is the source as it lies in memory.
  package var isIdentity: Bool { isComplete && offset == 0 && (extents.isEmpty || strides == [1]) }

  /// The source's strides along axes of the given extents, of as many numbers as the result; nil where an axis is not even.
  package func strides(along wanted: [Int]) -> [Int]? {
    guard wanted.reduce(1, *) == count else { return nil }
    var result = [Int](repeating: 0, count: wanted.count)
    var axis = extents.count
    var (left, step) = (1, 0)
    for place in wanted.indices.reversed() where wanted[place] > 1 {
      if left == 1 {
        axis -= 1
        (left, step) = (extents[axis], strides[axis])
      }
      guard left % wanted[place] == 0 else { return nil }
      result[place] = step
      left /= wanted[place]
      step *= wanted[place]
    }
    return result
  }

  /// This after `first`, as one step from the source of `first`; nil where that is none of this form.
  package func after(_ first: Rearrangement) -> Rearrangement? {
    guard sourceCount == first.count else { return nil }
    var digits = Digits(first)
    guard digits.start(at: offset) else { return nil }
    var (sizes, steps) = ([Int](), [Int]())
    var rest = Array(zip(extents, strides).reversed())
    while let (extent, stride) = rest.popLast() {
      guard let axis = digits.axis(of: stride) else { return nil }
      let step = stride / digits.places[axis]
      if digits.take(extent, steps: step, along: axis) {
        sizes.append(extent)
        steps.append(step * first.strides[axis])
        continue
      }
      // An axis that goes beyond one of the first's is taken apart where that ends.
      let inner = first.extents[axis] / step
      guard first.extents[axis] % step == 0, inner > 1, inner < extent, extent % inner == 0 else { return nil }
      rest.append((inner, stride))
      rest.append((extent / inner, stride * inner))
    }
    return Rearrangement(
      extents: sizes, strides: steps, offset: first.offset + digits.source, sourceCount: first.sourceCount)
  }

  /// The way back, for a complete rearrangement: where each number of the source is in the result.
  package var inverse: Rearrangement {
    let places = Digits(self).places
    let order = extents.indices.sorted { strides[$0] > strides[$1] }
    return Rearrangement(extents: order.map { extents[$0] }, strides: order.map { places[$0] }, sourceCount: count)
  }

  /// The digits of places in a result, one for each axis: a way through it is a step along one of them.
  private struct Digits {
    let rearrangement: Rearrangement
    /// How far apart the result's numbers are along each axis.
    let places: [Int]
    /// The largest digit that is in use along each axis.
    private var largest: [Int]
    /// How far the source's number at the start is behind its first.
    private(set) var source = 0

    init(_ rearrangement: Rearrangement) {
      self.rearrangement = rearrangement
      var (places, place) = ([Int](), 1)
      for extent in rearrangement.extents.reversed() {
        places.append(place)
        place *= extent
      }
      self.places = places.reversed()
      largest = Array(repeating: 0, count: places.count)
    }

    /// Begins at a place of the result; false where there is none.
    mutating func start(at offset: Int) -> Bool {
      guard 0..<max(1, rearrangement.count) ~= offset else { return false }
      for (axis, place) in places.enumerated() {
        let digit = offset / place % rearrangement.extents[axis]
        largest[axis] = digit
        source += digit * rearrangement.strides[axis]
      }
      return true
    }

    /// The axis along which a stride of the result is a step.
    func axis(of stride: Int) -> Int? {
      places.indices.first { axis in
        places[axis] <= stride && stride < places[axis] * rearrangement.extents[axis] && stride % places[axis] == 0
      }
    }

    /// Takes `extent` steps along an axis; false where it ends before.
    mutating func take(_ extent: Int, steps step: Int, along axis: Int) -> Bool {
      let reached = largest[axis] + (extent - 1) * step
      guard reached < rearrangement.extents[axis] else { return false }
      largest[axis] = reached
      return true
    }
  }
}
