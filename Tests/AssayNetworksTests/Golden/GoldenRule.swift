import AssayBase
import AssayNetworks

/// The optimisers and schedules that a golden case names by PyTorch's names; nil for what the engine does not have.
enum GoldenRule {
  static func optimizer(_ params: JSONValue) -> (any Optimizer)? {
    func number(_ name: String, _ fallback: Double) -> Double { params[name]?.double ?? fallback }
    guard params["maximize"]?.bool != true, params["amsgrad"]?.bool != true else { return nil }
    switch params["kind"]?.string {
    case "SGD":
      return SGD(
        learningRate: number("lr", 1e-3), momentum: number("momentum", 0), dampening: number("dampening", 0),
        weightDecay: number("weight_decay", 0), nesterov: params["nesterov"]?.bool ?? false)
    case "Adam", "AdamW":
      let isAdamW = params["kind"]?.string == "AdamW"
      return Adam(
        learningRate: number("lr", 1e-3), beta1: params["betas"]?[0]?.double ?? 0.9,
        beta2: params["betas"]?[1]?.double ?? 0.999, epsilon: number("eps", 1e-8),
        weightDecay: number("weight_decay", isAdamW ? 0.01 : 0),
        decouplesWeightDecay: params["decoupled_weight_decay"]?.bool ?? isAdamW)
    default: return nil
    }
  }

  /// An optimiser's case names its schedule under `schedule`, a schedule's own case under `kind`.
  static func schedule(_ params: JSONValue, ofOptimizer: Bool) -> Schedule? {
    guard let kind = params[ofOptimizer ? "schedule" : "kind"]?.string else { return ofOptimizer ? .constant : nil }
    func int(_ name: String) -> Int? { params[name]?.int }
    func number(_ name: String) -> Double? { params[name]?.double }
    switch kind {
    case "StepLR":
      guard let size = int("step_size"), let gamma = number("gamma") else { return nil }
      return .step(size: size, factor: gamma)
    case "ExponentialLR": return number("gamma").map { .step(size: 1, factor: $0) }
    case "CosineAnnealingLR":
      guard let steps = int("T_max"), number("eta_min") ?? 0 == 0 else { return nil }
      return .cosine(steps: steps)
    case "LinearLR":
      guard let start = number("start_factor"), let steps = int("total_iters"), number("end_factor") == 1 else {
        return nil
      }
      return .warmUp(from: start, steps: steps, then: .constant)
    case "SequentialLR":
      guard let warmUp = int("warmup"), let start = number("start_factor"), let steps = int("T_max") else { return nil }
      return .warmUp(from: start, steps: warmUp, then: .cosine(steps: steps))
    default: return nil
    }
  }

  /// How many rates can be compared: behind its end our cosine stays at 0, where PyTorch's rises again.
  static func comparableSteps(_ params: JSONValue) -> Int {
    guard params["kind"]?.string == "CosineAnnealingLR", let steps = params["T_max"]?.int else { return .max }
    return steps + 1
  }
}
