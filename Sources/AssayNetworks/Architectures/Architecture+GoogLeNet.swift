import AssayTensor

extension Architecture {
  /// GoogLeNet, Inception-v1 (Szegedy et al. 2015, table 1), with torchvision's names, batch norm and 3×3 for 5×5.
  ///
  /// - Parameter auxiliaryHeads: Whether there are the two classifiers that help in training, each loss counted 0.3 times
  ///   (section 5); without them a file's are left out when it is read.
  public static func googLeNet(
    input: Shape = [3, 224, 224], classes: Int = 1000, dropout: Double = 0.2, auxiliaryHeads: Bool = false
  ) -> Architecture {
    let unit = NormalizedConvolution(epsilon: 1e-3)
    return Architecture(auxiliaryHeads ? "googlenet-aux" : "googlenet", input: input, classes: classes) {
      unit("conv1", input[0], 64, kernel: 7, stride: 2)
      MaxPool(3, stride: 2, roundsUp: true)
      unit("conv2", 64, 64, kernel: 1)
      unit("conv3", 64, 192, kernel: 3)
      MaxPool(3, stride: 2, roundsUp: true)
      inception("inception3a", 192, 64, (96, 128), (16, 32), pool: 32)
      inception("inception3b", 256, 128, (128, 192), (32, 96), pool: 64)
      MaxPool(3, stride: 2, roundsUp: true)
      inception("inception4a", 480, 192, (96, 208), (16, 48), pool: 64)
      if auxiliaryHeads { inceptionHead("aux1", 512, classes) }
      inception("inception4b", 512, 160, (112, 224), (24, 64), pool: 64)
      inception("inception4c", 512, 128, (128, 256), (24, 64), pool: 64)
      inception("inception4d", 512, 112, (144, 288), (32, 64), pool: 64)
      if auxiliaryHeads { inceptionHead("aux2", 528, classes) }
      inception("inception4e", 528, 256, (160, 320), (32, 128), pool: 128)
      MaxPool(2, stride: 2, roundsUp: true)
      inception("inception5a", 832, 256, (160, 320), (32, 128), pool: 128)
      inception("inception5b", 832, 384, (192, 384), (48, 128), pool: 128)
      GlobalAveragePool()
      Flatten()
      Dropout("dropout", rate: dropout)
      Linear("fc", 1024, classes)
    }
  }

  /// Four branches side by side (figure 2b); pairs are a reduction and what follows it.
  private static func inception(
    _ name: String, _ input: Int, _ single: Int, _ middle: (reduced: Int, output: Int),
    _ large: (reduced: Int, output: Int), pool: Int
  ) -> Concatenation {
    let unit = NormalizedConvolution(epsilon: 1e-3)
    return Concatenation {
      unit("\(name).branch1", input, single, kernel: 1)
      Sequential {
        unit("\(name).branch2.0", input, middle.reduced, kernel: 1)
        unit("\(name).branch2.1", middle.reduced, middle.output, kernel: 3)
      }
      Sequential {
        unit("\(name).branch3.0", input, large.reduced, kernel: 1)
        unit("\(name).branch3.1", large.reduced, large.output, kernel: 3)
      }
      Sequential {
        MaxPool(3, stride: 1, padding: 1)
        unit("\(name).branch4.1", input, pool, kernel: 1)
      }
    }
  }

  private static func inceptionHead(_ name: String, _ input: Int, _ classes: Int) -> AuxiliaryHead {
    AuxiliaryHead(lossWeight: 0.3) {
      AdaptiveAveragePool(4)
      NormalizedConvolution(epsilon: 1e-3)("\(name).conv", input, 128, kernel: 1)
      Flatten()
      Linear("\(name).fc1", 2048, 1024)
      ReLU()
      Dropout("\(name).dropout", rate: 0.7)
      Linear("\(name).fc2", 1024, classes)
    }
  }
}
