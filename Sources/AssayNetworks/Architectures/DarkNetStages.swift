/// The convolutions of DarkNet-53 (Redmon and Farhadi 2018, table 1): a stem and five stages that halve the image.
enum DarkNetStages {
  /// Convolution, batch norm and a rectifier that leaks a tenth.
  static let unit = NormalizedConvolution(activation: .leakyReLU(slope: 0.1))

  /// The first convolution.
  static func stem(_ inputChannels: Int) -> Sequential { unit("stem", inputChannels, 32, kernel: 3) }

  /// Stage `index` in 0...4: a convolution of stride 2 and 1, 2, 8, 8 or 4 residual blocks; gives 64 · 2^index channels.
  static func stage(_ index: Int) -> Sequential {
    let width = 64 << index
    return Sequential {
      unit("stages.\(index).down", width / 2, width, kernel: 3, stride: 2)
      for block in 0..<[1, 2, 8, 8, 4][index] {
        Residual {
          unit("stages.\(index).blocks.\(block).conv1", width, width / 2, kernel: 1)
          unit("stages.\(index).blocks.\(block).conv2", width / 2, width, kernel: 3)
        }
      }
    }
  }
}
