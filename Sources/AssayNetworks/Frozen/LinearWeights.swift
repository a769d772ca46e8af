import AssayTensor
import CAssayKernels

/// The weights of a dense layer, in a form that serves the forward and the backward pass.
struct LinearWeights: Sendable {
  let inputCount: Int
  let outputCount: Int
  /// Blocks of 16 outputs, of all inputs, as `assay_pack` makes them.
  let packed: TensorStorage
  private let packedBackwards = LazyWeights()

  /// Takes weights out×in and packs them, where they lie if nobody else holds them: they may be most of a network.
  ///
  /// Where the features are a flattened image, columns in the order C·H·W are put into the order H·W·C in which images are
  /// stored.
  init(taking weight: inout Tensor, image: Shape?) {
    (outputCount, inputCount) = (weight.shape[0], weight.shape[1])
    var source = weight.storage
    weight = Tensor(0)
    let count = assay_packed_count(inputCount, outputCount)
    let fits = isKnownUniquelyReferenced(&source) && source.capacity >= count
    let packed = fits ? source : TensorStorage(count: count)
    let (inputs, outputs) = (inputCount, outputCount)
    withScratch(LinearWeights.lanes * inputs) { rows in
      for first in stride(from: 0, to: outputs, by: LinearWeights.lanes) {
        let count = min(LinearWeights.lanes, outputs - first)
        let from = source.pointer + first * inputs
        if let image {
          assay_to_channels_last(rows, from, count, image[0], image[1] * image[2])
        } else {
          rows.update(from: from, count: count * inputs)
        }
        assay_pack(packed.pointer + first * inputs, rows, inputs, count, 1, inputs)
      }
    }
    self.packed = packed
  }

  /// Blocks of 16 inputs, of all outputs, made when first asked for; `nil` for large layers, which do without: with them
  /// one form for both ways saves memory, where small ones in slices of few images run faster with two.
  var backwards: TensorStorage? {
    if inputCount * outputCount >= LinearWeights.leastShared { return nil }
    return packedBackwards.value {
      let result = TensorStorage(count: assay_packed_count(outputCount, inputCount))
      withScratch(assay_packed_count(inputCount, outputCount)) { rows in
        for first in stride(from: 0, to: outputCount * inputCount, by: LinearWeights.lanes * inputCount) {
          assay_transpose(rows + first, packed.pointer + first, inputCount, LinearWeights.lanes)
        }
        assay_pack(result.pointer, rows, outputCount, inputCount, inputCount, 1)
      }
      return result
    }
  }

  private static let leastShared = 1 << 20
  private static let lanes = Int(ASSAY_LANES)
}
