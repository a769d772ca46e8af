import CAssayKernels

/// Repeats a tensor along its axes of extent 1.
struct Broadcasting: Operation {
  let shape: Shape

  func forward(_ inputs: [Tensor]) -> Tensor {
    let x = inputs[0]
    return Tensor(shape: shape) { out in
      if x.count == 1 { return assay_fill(out, x.pointer.pointee, shape.count) }
      let loop = BroadcastLoop(from: x.shape, to: shape)
      loop.forEachRun { source, target, length, repeats in
        if repeats {
          assay_fill(out + target, x.pointer[source], length)
        } else {
          (out + target).update(from: x.pointer + source, count: length)
        }
      }
    }
  }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    [upstream.summed(to: inputs[0].shape)]
  }
}

/// Adds up a tensor along the axes where `shape` has extent 1.
struct Summation: Operation {
  let shape: Shape

  func forward(_ inputs: [Tensor]) -> Tensor {
    let x = inputs[0]
    return Tensor(shape: shape) { out in
      if shape.count == 1 {
        out.pointee = assay_sum(x.pointer, x.count)
      } else if let columns = BroadcastLoop.columnsKept(of: x.shape, in: shape) {
        assay_sum_columns(out, x.pointer, columns == 0 ? 0 : x.count / columns, columns)
      } else if shape[0] == x.shape[0], shape.count == shape[0] {
        assay_sum_rows(out, x.pointer, shape[0], x.count / max(1, shape[0]))
      } else {
        assay_fill(out, 0, shape.count)
        BroadcastLoop(from: shape, to: x.shape).forEachRun { target, source, length, repeats in
          if repeats {
            out[target] += assay_sum(x.pointer + source, length)
          } else {
            assay_binary_apply(ASSAY_ADD, out + target, out + target, x.pointer + source, length)
          }
        }
      }
    }
  }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    [upstream.broadcast(to: inputs[0].shape)]
  }
}

/// Walks a large tensor in runs along its innermost stored axis, beside a smaller one that is repeated over it.
private struct BroadcastLoop {
  private let extents: [Int]
  private let strides: [Int]

  init(from small: Shape, to large: Shape) {
    precondition(
      small.rank == large.rank && zip(small.dimensions, large.dimensions).allSatisfy { $0 == $1 || $0 == 1 },
      "a tensor of shape \(small) cannot be stretched to \(large)")
    let (from, to) = (small.storageDimensions, large.storageDimensions)
    var stride = 1
    var strides = [Int](repeating: 0, count: from.count)
    for axis in from.indices.reversed() {
      strides[axis] = from[axis] == 1 ? 0 : stride
      stride *= from[axis]
    }
    extents = to
    self.strides = strides
  }

  /// Calls `body` with the offsets of a run in the small and in the large tensor, its length, and whether the small one
  /// repeats a single element along it.
  func forEachRun(_ body: (_ small: Int, _ large: Int, _ length: Int, _ repeats: Bool) -> Void) {
    guard let length = extents.last, let innermost = strides.last, !extents.contains(0) else { return }
    var position = [Int](repeating: 0, count: extents.count - 1)
    var (small, large) = (0, 0)
    while true {
      body(small, large, length, innermost == 0)
      large += length
      var axis = position.count - 1
      while axis >= 0 {
        position[axis] += 1
        small += strides[axis]
        if position[axis] < extents[axis] { break }
        small -= strides[axis] * extents[axis]
        position[axis] = 0
        axis -= 1
      }
      if axis < 0 { return }
    }
  }

  /// The number of columns when only the innermost stored axis is kept: then the sum is one over rows.
  static func columnsKept(of large: Shape, in small: Shape) -> Int? {
    let (to, from) = (large.storageDimensions, small.storageDimensions)
    guard let columns = to.last, from.last == columns, from.dropLast().allSatisfy({ $0 == 1 }) else { return nil }
    return columns
  }
}

extension Shape {
  /// The extents in the order of storage: channels last for four axes.
  var storageDimensions: [Int] {
    rank == 4 ? [dimensions[0], dimensions[2], dimensions[3], dimensions[1]] : dimensions
  }

  /// The shape that both stretch to, aligned at the last axis as in NumPy.
  static func broadcast(_ x: Shape, _ y: Shape) -> Shape {
    let rank = max(x.rank, y.rank)
    let (a, b) = (x.padded(toRank: rank), y.padded(toRank: rank))
    return Shape(
      zip(a.dimensions, b.dimensions).map { extent, other in
        precondition(extent == other || extent == 1 || other == 1, "shapes \(x) and \(y) do not fit together")
        return extent == 1 ? other : extent
      })
  }

  func padded(toRank rank: Int) -> Shape {
    Shape([Int](repeating: 1, count: max(0, rank - self.rank)) + dimensions)
  }
}

extension Tensor {
  /// Repeats the tensor along axes of extent 1 (or missing in front) until it has `shape`.
  public func broadcast(to shape: Shape) -> Tensor {
    if self.shape == shape { return self }
    return apply(Broadcasting(shape: shape), [reshaped(to: self.shape.padded(toRank: shape.rank))])
  }

  /// Adds up along axes so that the result has `shape`: the transpose of ``broadcast(to:)``.
  public func summed(to shape: Shape) -> Tensor {
    if self.shape == shape { return self }
    let padded = shape.padded(toRank: self.shape.rank)
    return apply(Summation(shape: padded), [self]).reshaped(to: shape)
  }

  /// The sum of all elements.
  public func sum() -> Tensor { summed(to: .scalar) }

  /// The mean of all elements.
  public func mean() -> Tensor { sum() / Float(count) }

  /// The sums over all axes but the first: one number an example.
  public func sumPerExample() -> Tensor {
    let examples = shape[0]
    return reshaped(to: [examples, examples == 0 ? 0 : count / examples]).summed(to: [examples, 1]).reshaped(to: [examples])
  }
}
