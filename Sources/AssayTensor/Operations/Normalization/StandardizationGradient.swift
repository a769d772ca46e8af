/// r·(g − mean(g) − y·mean(g·y)): the gradient g of a standardized tensor y brought to its input, r the inverse deviation.
struct StandardizationGradient: Operation {
  let moments: StandardizationMoments

  func forward(_ inputs: [Tensor]) -> Tensor { moments.backward(inputs[0], at: inputs[1]) }

  /// In g the map is linear and its own transpose J. With v the upstream gradient and n the size of a group,
  /// v·Jg = r·n·(mean(vg) − mean(v)·mean(g) − mean(vy)·mean(gy)), where y and r depend on the input: ∂y = J,
  /// ∂r = −r²y/n.
  func kept(needed: [Bool]) -> KeptTensors { .inputs }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    let (g, x) = (inputs[0], inputs[1])
    let toGradient = needed[0] ? apply(self, [upstream, x]) : nil
    guard needed[1] else { return [toGradient, nil] }
    let y = apply(Standardization(moments: moments), [x])
    let r = apply(InverseDeviation(moments: moments), [x])
    func mean(_ t: Tensor) -> Tensor { t.summed(to: r.shape) / Float(moments.size) }
    let (vy, gy) = (mean(upstream * y), mean(g * y))
    let product = mean(upstream * g) - mean(upstream) * mean(g) - vy * gy
    let throughMoments = apply(self, [(g * vy + upstream * gy) * r, x])
    return [toGradient, -(throughMoments + y * (r.squared() * product))]
  }
}
