import AssayTensor

extension Architecture {
  /// ResNet-18 (He et al. 2016, table 1), with torchvision's names.
  public static func resnet18(input: Shape = [3, 224, 224], classes: Int = 1000) -> Architecture {
    resnet("resnet18", [2, 2, 2, 2], input, classes, expansion: 1, block: basicBlock)
  }

  /// ResNet-34 (He et al. 2016, table 1), with torchvision's names.
  public static func resnet34(input: Shape = [3, 224, 224], classes: Int = 1000) -> Architecture {
    resnet("resnet34", [3, 4, 6, 3], input, classes, expansion: 1, block: basicBlock)
  }

  /// ResNet-50 (He et al. 2016, table 1), with torchvision's names and its strides in the 3×3 convolutions.
  public static func resnet50(input: Shape = [3, 224, 224], classes: Int = 1000) -> Architecture {
    resnet("resnet50", [3, 4, 6, 3], input, classes, expansion: 4, block: bottleneck)
  }

  /// ResNet-101 (He et al. 2016, table 1), with torchvision's names and its strides in the 3×3 convolutions.
  public static func resnet101(input: Shape = [3, 224, 224], classes: Int = 1000) -> Architecture {
    resnet("resnet101", [3, 4, 23, 3], input, classes, expansion: 4, block: bottleneck)
  }

  private static func resnet(
    _ name: String, _ blocks: [Int], _ input: Shape, _ classes: Int, expansion: Int,
    block: (_ name: String, _ input: Int, _ width: Int, _ stride: Int) -> Sequential
  ) -> Architecture {
    Architecture(name, input: input, classes: classes) {
      Convolution("conv1", input[0], 64, kernel: 7, stride: 2, padding: 3, bias: false)
      BatchNorm("bn1", 64)
      ReLU()
      MaxPool(3, stride: 2, padding: 1)
      for (stage, count) in blocks.enumerated() {
        let width = 64 << stage
        for index in 0..<count {
          let before = index > 0 ? width * expansion : stage == 0 ? 64 : width / 2 * expansion
          block("layer\(stage + 1).\(index)", before, width, stage > 0 && index == 0 ? 2 : 1)
        }
      }
      GlobalAveragePool()
      Flatten()
      Linear("fc", 512 * expansion, classes)
    }
  }

  /// Two 3×3 convolutions (figure 5, left).
  private static func basicBlock(_ name: String, _ input: Int, _ width: Int, _ stride: Int) -> Sequential {
    Sequential {
      Residual {
        Convolution("\(name).conv1", input, width, kernel: 3, stride: stride, padding: 1, bias: false)
        BatchNorm("\(name).bn1", width)
        ReLU()
        Convolution("\(name).conv2", width, width, kernel: 3, padding: 1, bias: false)
        BatchNorm("\(name).bn2", width)
      } shortcut: {
        projection(name, input, width, stride)
      }
      ReLU()
    }
  }

  /// 1×1, 3×3 and 1×1 convolutions (figure 5, right).
  private static func bottleneck(_ name: String, _ input: Int, _ width: Int, _ stride: Int) -> Sequential {
    Sequential {
      Residual {
        Convolution("\(name).conv1", input, width, kernel: 1, bias: false)
        BatchNorm("\(name).bn1", width)
        ReLU()
        Convolution("\(name).conv2", width, width, kernel: 3, stride: stride, padding: 1, bias: false)
        BatchNorm("\(name).bn2", width)
        ReLU()
        Convolution("\(name).conv3", width, 4 * width, kernel: 1, bias: false)
        BatchNorm("\(name).bn3", 4 * width)
      } shortcut: {
        projection(name, input, 4 * width, stride)
      }
      ReLU()
    }
  }

  /// Nothing where the shape stays; else a 1×1 convolution.
  private static func projection(_ name: String, _ input: Int, _ output: Int, _ stride: Int) -> Sequential {
    Sequential {
      if stride > 1 || input != output {
        Convolution("\(name).downsample.0", input, output, kernel: 1, stride: stride, bias: false)
        BatchNorm("\(name).downsample.1", output)
      }
    }
  }
}
