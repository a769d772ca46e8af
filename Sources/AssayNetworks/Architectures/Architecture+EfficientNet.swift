import AssayTensor

extension Architecture {
  /// EfficientNet-B0 to B3 (Tan and Le 2019, table 1), with torchvision's names.
  public enum EfficientNetSize: Int, Sendable, CaseIterable {
    /// The network that the others scale.
    case b0
    /// Deeper by 1.1.
    case b1
    /// Wider by 1.1, deeper by 1.2.
    case b2
    /// Wider by 1.2, deeper by 1.4.
    case b3

    fileprivate var scaling: (width: Double, depth: Double, resolution: Int, dropout: Double) {
      switch self {
      case .b0: (1.0, 1.0, 224, 0.2)
      case .b1: (1.0, 1.1, 240, 0.2)
      case .b2: (1.1, 1.2, 260, 0.3)
      case .b3: (1.2, 1.4, 300, 0.3)
      }
    }
  }

  /// EfficientNet (Tan and Le 2019, table 1), with torchvision's names; images are as large as in the paper unless given.
  public static func efficientNet(
    _ size: EfficientNetSize, input: Shape? = nil, classes: Int = 1000
  ) -> Architecture {
    let (width, depth, resolution, dropout) = size.scaling
    let input = input ?? [3, resolution, resolution]
    func channels(_ base: Int) -> Int { EfficientNetBlock.roundedToEighths(Double(base) * width) }
    // Expansion, kernel, stride, input, output and repetitions of each stage.
    let stages = [
      (1, 3, 1, 32, 16, 1), (6, 3, 2, 16, 24, 2), (6, 5, 2, 24, 40, 2), (6, 3, 2, 40, 80, 3), (6, 5, 1, 80, 112, 3),
      (6, 5, 2, 112, 192, 4), (6, 3, 1, 192, 320, 1),
    ].map { stage in (stage, repetitions: Int((Double(stage.5) * depth).rounded(.up))) }
    let blockCount = stages.reduce(0) { $0 + $1.repetitions }
    var blocks: [any Layer] = []
    for (index, (stage, repetitions)) in stages.enumerated() {
      let (expansion, kernel, stride, first, output, _) = stage
      for repetition in 0..<repetitions {
        let block = EfficientNetBlock(
          name: "features.\(index + 1).\(repetition)", input: channels(repetition == 0 ? first : output),
          output: channels(output), expansion: expansion, kernel: kernel, stride: repetition == 0 ? stride : 1,
          dropRate: 0.2 * Double(blocks.count) / Double(blockCount))
        blocks.append(block.layer)
      }
    }
    let unit = NormalizedConvolution(names: .indices, activation: .silu)
    return Architecture("efficientnet-\(size)", input: input, classes: classes) {
      unit("features.0", input[0], channels(32), kernel: 3, stride: 2)
      Sequential(blocks)
      unit("features.8", channels(320), 4 * channels(320), kernel: 1)
      GlobalAveragePool()
      Flatten()
      Dropout("classifier.0", rate: dropout)
      Linear("classifier.1", 4 * channels(320), classes)
    }
  }
}
