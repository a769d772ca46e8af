import CAssayKernels

/// A linear map between the indices of two axes: each output is a sum of a few weighted inputs.
package struct SparseMap: Sendable, Hashable {
  /// One weighted input.
  package typealias Term = (index: Int, weight: Float)

  /// The extent of the input's axis.
  package let sources: Int
  /// For each output, where its terms start; one more entry than outputs.
  package let starts: [Int32]
  /// The inputs of all terms.
  package let indices: [Int32]
  /// The weights of all terms.
  package let weights: [Float]

  /// The extent of the output's axis.
  package var targets: Int { starts.count - 1 }

  init(sources: Int, starts: [Int32], indices: [Int32], weights: [Float]) {
    self.sources = sources
    self.starts = starts
    self.indices = indices
    self.weights = weights
  }

  /// Makes a map of the terms of each output.
  package init(sources: Int, rows: [[Term]]) {
    var starts: [Int32] = [0]
    for row in rows { starts.append(starts[starts.count - 1] + Int32(row.count)) }
    self.init(
      sources: sources, starts: starts, indices: rows.flatMap { $0.map { Int32($0.index) } },
      weights: rows.flatMap { $0.map(\.weight) })
  }

  /// Makes a map of `targets` outputs, whose terms `append` adds one output after the other.
  ///
  /// For maps of whole images, where a list for every output would cost more than the map.
  package init(sources: Int, targets: Int, termsEach: Int, append: (_ target: Int, _ add: (Int, Float) -> Void) -> Void)
  {
    var starts = [Int32](repeating: 0, count: targets + 1)
    var indices = [Int32](repeating: 0, count: targets * termsEach)
    var weights = [Float](repeating: 0, count: targets * termsEach)
    var count = 0
    indices.withUnsafeMutableBufferPointer { indices in
      weights.withUnsafeMutableBufferPointer { weights in
        starts.withUnsafeMutableBufferPointer { starts in
          var target = 0
          while target < targets {
            append(target) { index, weight in
              indices[count] = Int32(truncatingIfNeeded: index)
              weights[count] = weight
              count += 1
            }
            target += 1
            starts[target] = Int32(truncatingIfNeeded: count)
          }
        }
      }
    }
    indices.removeLast(indices.count - count)
    weights.removeLast(weights.count - count)
    self.init(sources: sources, starts: starts, indices: indices, weights: weights)
  }

  /// The map of gradients: each term the other way round, in the order of the outputs.
  package var transposed: SparseMap {
    var newStarts = [Int32](repeating: 0, count: sources + 1)
    var newWeights: [Float] = []
    let newIndices = [Int32](unsafeUninitializedCapacity: indices.count) { newIndices, count in
      count = indices.count
      newWeights = [Float](unsafeUninitializedCapacity: weights.count) { newWeights, weightCount in
        weightCount = weights.count
        guard let newIndices = newIndices.baseAddress, let newWeights = newWeights.baseAddress else { return }
        assay_transpose_map(&newStarts, newIndices, newWeights, sources, targets, starts, indices, weights)
      }
    }
    return SparseMap(sources: targets, starts: newStarts, indices: newIndices, weights: newWeights)
  }
}
